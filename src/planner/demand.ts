import { optional } from '../model/optional.ts';
import type { RecordedArrivals } from '../model/plan/arrivals.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { PlanDemandSpec } from '../scenario/plan/demand.ts';

/** A trace that is shorter has no busiest minute. */
const bucketMs = 60_000;

/** The demand with every default: rates of a trace where none are given, and the peak of the daily shape. */
export function planDemand(spec: PlanDemandSpec, arrivals?: RecordedArrivals): PlanDemand {
  const average = spec.averagePerSecond ?? averageOf(arrivals);
  const hours = hoursOf(average, spec.dailyShape);
  const peak = spec.peakPerSecond ?? Math.max(average, ...hours, arrivals === undefined ? 0 : busiest(arrivals));
  const { burst } = spec;
  return {
    ...{ averagePerSecond: average, peakPerSecond: peak, hours, tenants: spec.tenants },
    ...optional('burst', typeof burst === 'number' ? { size: burst } : burst),
    ...optional('growthPerYear', spec.growthPerYear),
    source: arrivals?.source ?? 'given',
    ...optional('arrivals', arrivals),
  };
}

const averageOf = (arrivals: RecordedArrivals | undefined): number =>
  arrivals === undefined ? 0 : (arrivals.atMs.length / Math.max(arrivals.spanMs, 1)) * 1000;

const hoursOf = (average: number, shape?: readonly number[]): number[] => {
  const weights = shape ?? Array.from({ length: 24 }, () => 1);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => (average * weight) / mean);
};

/** Requests per second in the busiest minute, or in the whole of a shorter trace. */
function busiest({ atMs, spanMs }: RecordedArrivals): number {
  const windowMs = Math.min(bucketMs, Math.max(1, spanMs));
  const counts = new Map<number, number>();
  for (const at of atMs) {
    const bucket = Math.floor((at - (atMs[0] ?? 0)) / windowMs);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return (most / windowMs) * 1000;
}

/** The demand of one of several tenants with the same share. */
export function ofOneTenant(demand: PlanDemand): PlanDemand {
  const { tenants, burst } = demand;
  if (tenants === 1) return demand;
  return {
    ...scaledDemand(demand, 1 / tenants),
    ...optional('burst', burst && { ...burst, size: Math.ceil(burst.size / tenants) }),
  };
}

/** All rates times a factor; a burst stays as it is. A trace is of its own rate only. */
export const scaledDemand = ({ arrivals: _, ...demand }: PlanDemand, factor: number): PlanDemand => ({
  ...demand,
  averagePerSecond: demand.averagePerSecond * factor,
  peakPerSecond: demand.peakPerSecond * factor,
  hours: demand.hours.map((rate) => rate * factor),
});
