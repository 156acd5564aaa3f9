import type { PlanDemand } from '../../model/plan/demand.ts';

type Burst = NonNullable<PlanDemand['burst']>;

/** Whether the instances of a burst are still there at the next one. */
export const isWarmFromLast = ({ everyMs }: Burst, keepAliveMs: number): boolean =>
  everyMs !== undefined && everyMs <= keepAliveMs;

/** Instances alive, with those that repeated bursts leave for their keep-alive: `after` a burst as many, for a share of the time. */
export interface Repeated {
  mean(steady: number, after: number): number;
  /** `share`: of the time, from 0 to 1. */
  percentile(share: number, steady: number, after: number): number;
  /** Share of all requests that wait for an init in bursts, of which each has this many. */
  coldShare(cold: number, averagePerSecond: number): number;
}

/** `heldMs`: from a burst until the last of its instances is gone. Without repeated bursts, steady numbers stay. */
export function repeated(burst: Burst | undefined, heldMs: number): Repeated {
  const { everyMs = Number.POSITIVE_INFINITY } = burst ?? {};
  const shareAfter = Math.min(1, heldMs / everyMs);
  const most = (steady: number, after: number) => Math.max(steady, after);
  return {
    mean: (steady, after) => shareAfter * most(steady, after) + (1 - shareAfter) * steady,
    percentile: (share, steady, after) => (shareAfter >= 1 - share ? most(steady, after) : steady),
    coldShare: (cold, averagePerSecond) => Math.min(1, (cold * 1000) / (everyMs * averagePerSecond)),
  };
}
