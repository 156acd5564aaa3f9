import { eachLevel, instancesAliveAt, type SteadyArrivals } from '../../concurrency/steady-poisson.ts';

/** Instances alive under arrivals at random. */
export interface SteadyInstances {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * The instances alive at some instant are no more than m / atOnce with the chance that no more than m requests were in flight at any
 * instant of the last keep-alive time: F(m) * e^(-theta(m) * T).
 */
export function steadyInstances(arrivals: SteadyArrivals, atOnce = 1): SteadyInstances {
  const [p50, p99] = [0.5, 0.99].map((share) => Math.ceil(mostInFlight(arrivals, share) / atOnce));
  return { mean: instancesAliveAt(arrivals, atOnce), p50: p50 ?? 0, p99: p99 ?? 0 };
}

/**
 * Instances that are started per request, where each takes up to `atOnce`: the increments of the most in flight at which one more is needed,
 * as in `coldShareAt`.
 */
export function startsPerRequest(arrivals: SteadyArrivals, atOnce: number): number {
  let perSecond = 0;
  eachLevel(arrivals, (inFlight, cdf, theta) => {
    if (inFlight % atOnce === 0) perSecond += cdf * theta * Math.exp(-theta * arrivals.keepAliveSeconds);
  });
  return Math.min(1, perSecond / arrivals.perSecond);
}

/** The same for each hour of a day; hours of the same rate are calculated once. */
export function overHours(hours: readonly number[], meanAt: (perSecond: number) => number): number[] {
  const known = new Map<number, number>();
  return hours.map((perSecond) => {
    const mean = known.get(perSecond) ?? meanAt(perSecond);
    known.set(perSecond, mean);
    return mean;
  });
}

/** Of its hours; exactly that of each where all are the same. */
export function meanOfDay(overDay: readonly number[]): number {
  const [first = 0] = overDay;
  return first + overDay.reduce((sum, hour) => sum + hour - first, 0) / overDay.length;
}

function mostInFlight(arrivals: SteadyArrivals, share: number): number {
  let highest = Math.floor(arrivals.perSecond * arrivals.busySeconds);
  let isReached = false;
  eachLevel(arrivals, (inFlight, cdf, theta) => {
    highest = inFlight;
    isReached = cdf * Math.exp(-theta * arrivals.keepAliveSeconds) >= share;
    return isReached;
  });
  if (isReached) return highest;
  const { most = Number.POSITIVE_INFINITY } = arrivals;
  return highest + 1 >= most ? most : highest;
}
