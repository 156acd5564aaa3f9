import type { Random } from '../model/random.ts';

/** How long something takes. */
export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  /** `sigma`: standard deviation of the logarithm. The mean is medianMs * e^(sigma^2 / 2). */
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number }
  /** Drawn from measured times, each equally likely. */
  | { readonly kind: 'measured'; readonly ms: ArrayLike<number> };

/** Next time of a distribution. */
export type Sampler = () => number;

/** @throws {RangeError} For a distribution that has negative times, or none. */
export function sampler(distribution: Distribution, random: Random): Sampler {
  checkDistribution(distribution);
  switch (distribution.kind) {
    case 'constant': {
      const { ms } = distribution;
      return () => ms;
    }
    case 'exponential': {
      const { meanMs } = distribution;
      return () => -meanMs * Math.log(1 - random());
    }
    case 'uniform': {
      const { minMs, maxMs } = distribution;
      return () => minMs + random() * (maxMs - minMs);
    }
    case 'lognormal': {
      const { medianMs, sigma } = distribution;
      return () => medianMs * Math.exp(sigma * standardNormal(random));
    }
    case 'measured': {
      const { ms } = distribution;
      return () => ms[Math.floor(random() * ms.length)] as number;
    }
  }
}

export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'exponential':
      return distribution.meanMs;
    case 'uniform':
      return (distribution.minMs + distribution.maxMs) / 2;
    case 'lognormal':
      return distribution.medianMs * Math.exp(distribution.sigma ** 2 / 2);
    case 'measured': {
      let sum = 0;
      for (let index = 0; index < distribution.ms.length; index += 1) sum += distribution.ms[index] as number;
      return sum / distribution.ms.length;
    }
  }
}

/** Source: Box and Muller, 1958. */
export const standardNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function checkDistribution(distribution: Distribution): void {
  const times = distribution.kind === 'measured' ? distribution.ms : parameters(distribution);
  if (times.length === 0) throw new RangeError('a distribution of measured times needs at least one');
  for (let index = 0; index < times.length; index += 1) {
    const ms = times[index] as number;
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
      throw new RangeError(`a time of a ${distribution.kind} distribution is ${ms}; expected a number of at least 0`);
  }
}

const parameters = (distribution: Exclude<Distribution, { readonly kind: 'measured' }>): number[] =>
  Object.values(distribution).filter((value) => typeof value === 'number');
