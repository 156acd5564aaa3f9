import type { KeepAlive } from '../model/platform/lambda.ts';
import type { Random } from '../model/random.ts';

interface KeepAliveKind<Of extends KeepAlive> {
  /** By inversion of a uniform number in [0, 1). */
  drawn(keepAlive: Of, random: Random): number;
  mean(keepAlive: Of): number;
}

const kinds: { readonly [K in KeepAlive['kind']]: KeepAliveKind<Extract<KeepAlive, { kind: K }>> } = {
  constant: { drawn: ({ ms }) => ms, mean: ({ ms }) => ms },
  uniform: {
    drawn: ({ minMs, maxMs }, random) => minMs + random() * (maxMs - minMs),
    mean: ({ minMs, maxMs }) => (minMs + maxMs) / 2,
  },
  exponential: {
    drawn: ({ meanMs }, random) => -meanMs * Math.log(1 - random()),
    mean: ({ meanMs }) => meanMs,
  },
  halving: {
    drawn: ({ periodMs }, random) => periodMs * (1 + Math.floor(-Math.log2(1 - random()))),
    // The sum of k / 2^k over all periods k is 2.
    mean: ({ periodMs }) => 2 * periodMs,
  },
};

const moduleOf = ({ kind }: KeepAlive) => kinds[kind] as KeepAliveKind<KeepAlive>;

export const drawnMs = (keepAlive: KeepAlive, random: Random): number => moduleOf(keepAlive).drawn(keepAlive, random);

export const meanKeepAliveMs = (keepAlive: KeepAlive): number => moduleOf(keepAlive).mean(keepAlive);
