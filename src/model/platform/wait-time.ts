import type { Random } from '../random.ts';

/** How long a call waits for its backend. */
export type WaitTime =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number };

type OfEach<Rest extends unknown[]> = {
  readonly [K in WaitTime['kind']]: (wait: Extract<WaitTime, { kind: K }>, ...rest: Rest) => number;
};

/** The 99th percentile of the standard normal distribution. */
const normalP99 = 2.3263478740408408;

/** p99 = median * e^(sigma * z99) */
const sigmaOf = ({ medianMs, p99Ms }: Extract<WaitTime, { kind: 'lognormal' }>): number =>
  Math.log(p99Ms / medianMs) / normalP99;

const draws: OfEach<[Random]> = {
  constant: ({ ms }) => ms,
  uniform: ({ minMs, maxMs }, random) => minMs + random() * (maxMs - minMs),
  exponential: ({ meanMs }, random) => -meanMs * Math.log(1 - random()),
  lognormal: (wait, random) => wait.medianMs * Math.exp(sigmaOf(wait) * normal(random)),
};

/** A table of its own: bundles of functions have the draws alone. */
const means: OfEach<[]> = {
  constant: ({ ms }) => ms,
  uniform: ({ minMs, maxMs }) => (minMs + maxMs) / 2,
  exponential: ({ meanMs }) => meanMs,
  lognormal: (wait) => wait.medianMs * Math.exp(sigmaOf(wait) ** 2 / 2),
};

export const drawWaitMs = (wait: WaitTime, random: Random): number =>
  (draws[wait.kind] as (wait: WaitTime, random: Random) => number)(wait, random);

export const meanWaitMs = (wait: WaitTime): number => (means[wait.kind] as (wait: WaitTime) => number)(wait);

/** As a scenario names it: a number is a constant wait. */
export const waitTimeOf = (spec: number | Exclude<WaitTime, { kind: 'constant' }>): WaitTime =>
  typeof spec === 'number' ? { kind: 'constant', ms: spec } : spec;

/** Box and Muller, 1958. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
