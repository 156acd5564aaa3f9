/** The demand of production that a capacity question asks about. */
export interface Demand {
  /** On average. */
  readonly perSecond: number;
  /** Requests that arrive at one instant, on top of the steady rate. */
  readonly burst?: number | undefined;
}

/** Environments that are busy at once. */
export interface BusyEnvironments {
  /** Little's law: `rate * duration`. Holds for any distribution of durations. */
  readonly mean: number;
  /** 3 standard deviations below and above, whole environments. */
  readonly low: number;
  readonly high: number;
}

/**
 * Environments that serve one request at a time, under a steady Poisson load that is never throttled (M/G/infinity): the number that
 * is busy is Poisson distributed, so its standard deviation is the square root of its mean.
 */
export function busyEnvironments(perSecond: number, durationMs: number): BusyEnvironments {
  const mean = (perSecond * durationMs) / 1000;
  const deviation = deviations * Math.sqrt(mean);
  return { mean, low: Math.max(0, Math.floor(mean - deviation)), high: Math.ceil(mean + deviation) };
}

const deviations = 3;

/**
 * The concurrency to reserve: the upper end of the band, and the burst on top of the mean, whichever is more. A request of the burst that
 * waits for an init uses concurrency, too, so this holds for warm and cold bursts.
 */
export function reservedConcurrencyFor({ perSecond, burst = 0 }: Demand, durationMs: number): number {
  const { mean, high } = busyEnvironments(perSecond, durationMs);
  return Math.max(high, Math.ceil(mean) + burst);
}
