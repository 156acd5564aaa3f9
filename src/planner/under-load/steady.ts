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

/** Of a day, in its hours without bursts. */
interface ColdOfDay {
  /** Share of the requests at a rate above 0. */
  coldAt(perSecond: number): number;
  /** Instances, on average in each hour. */
  readonly alive: readonly number[];
}

/**
 * Share of the requests of a day that start an instance: those of each hour at its rate, and those by which the instances alive grow from one hour to
 * the next, and from the last to the first.
 */
export function coldOverDay(hours: readonly number[], { coldAt, alive }: ColdOfDay): number {
  const requests = hours.reduce((sum, perSecond) => sum + perSecond, 0) * 3600;
  const [first = 0] = hours;
  if (requests === 0) return 0;
  if (hours.every((perSecond) => perSecond === first)) return coldAt(first);
  const steady = overHours(hours, (perSecond) => (perSecond === 0 ? 0 : perSecond * 3600 * coldAt(perSecond)));
  const grown = alive.map((instances, hour) => Math.max(0, instances - (alive.at(hour - 1) ?? 0)));
  return Math.min(1, [...steady, ...grown].reduce((sum, started) => sum + started, 0) / requests);
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
