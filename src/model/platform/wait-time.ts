import type { Random } from '../random.ts';

/** How long a call waits for its backend. */
export type WaitTime =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number };

interface WaitTimeKind<Of extends WaitTime> {
  drawn(wait: Of, random: Random): number;
  mean(wait: Of): number;
}

/** The 99th percentile of the standard normal distribution. */
const normalP99 = 2.3263478740408408;

/** p99 = median * e^(sigma * z99) */
const sigmaOf = ({ medianMs, p99Ms }: Extract<WaitTime, { kind: 'lognormal' }>): number =>
  Math.log(p99Ms / medianMs) / normalP99;

const kinds: { readonly [K in WaitTime['kind']]: WaitTimeKind<Extract<WaitTime, { kind: K }>> } = {
  constant: { drawn: ({ ms }) => ms, mean: ({ ms }) => ms },
  uniform: {
    drawn: ({ minMs, maxMs }, random) => minMs + random() * (maxMs - minMs),
    mean: ({ minMs, maxMs }) => (minMs + maxMs) / 2,
  },
  exponential: {
    drawn: ({ meanMs }, random) => -meanMs * Math.log(1 - random()),
    mean: ({ meanMs }) => meanMs,
  },
  lognormal: {
    drawn: (wait, random) => wait.medianMs * Math.exp(sigmaOf(wait) * normal(random)),
    mean: (wait) => wait.medianMs * Math.exp(sigmaOf(wait) ** 2 / 2),
  },
};

const moduleOf = ({ kind }: WaitTime) => kinds[kind] as WaitTimeKind<WaitTime>;

export const drawWaitMs = (wait: WaitTime, random: Random): number => moduleOf(wait).drawn(wait, random);

export const meanWaitMs = (wait: WaitTime): number => moduleOf(wait).mean(wait);

/** As a scenario names it: a number is a constant wait. */
export const waitTimeOf = (spec: number | Exclude<WaitTime, { kind: 'constant' }>): WaitTime =>
  typeof spec === 'number' ? { kind: 'constant', ms: spec } : spec;

/** Box and Muller, 1958. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
