import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { RecordedArrivals } from '../model/plan/arrivals.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { PlanDemandSpec } from '../scenario/plan/demand.ts';
import { counted } from '../text/format.ts';
import { busiestMinute } from './trace/busiest-minute.ts';
import { recordedPerSecond, rescaledArrivals } from './trace/rescaled-arrivals.ts';

/**
 * The demand with every default: rates of a trace where none are given, and the peak of the daily shape. A trace is taken at the average that is
 * given, and its busiest minute with it.
 * @throws {UserError} `trace-invalid` without any rate; `plan-invalid` for a trace at too high a rate
 */
export function planDemand(spec: PlanDemandSpec, record?: RecordedArrivals, seed = 1): PlanDemand {
  const recorded = record && recordedPerSecond(record);
  const average = spec.averagePerSecond ?? recorded;
  if (average === undefined) throw withoutRate(record);
  const factor = recorded === undefined ? 1 : average / recorded;
  const hours = hoursOf(average, spec.dailyShape);
  const busiestPerSecond =
    record === undefined || recorded === undefined ? 0 : (busiestMinute(record)?.perSecond ?? 0) * factor;
  const peak = spec.peakPerSecond ?? Math.max(average, ...hours, busiestPerSecond);
  const { burst } = spec;
  return {
    ...{ averagePerSecond: average, peakPerSecond: peak, hours, tenants: spec.tenants },
    ...optional('burst', typeof burst === 'number' ? { size: burst } : burst),
    ...optional('growthPerYear', spec.growthPerYear),
    ...(record === undefined || recorded === undefined
      ? { source: 'given' }
      : recordedAt(record, { factor, seed, isOne: Math.abs(factor - 1) < sameRate })),
  };
}

/** Rates this close are the same: one is the other as it was printed. */
const sameRate = 0.002;

function recordedAt(
  record: RecordedArrivals,
  { factor, seed, isOne }: { readonly factor: number; readonly seed: number; readonly isOne: boolean },
): Pick<PlanDemand, 'source' | 'arrivals' | 'otherArrivals'> {
  if (isOne) return { source: record.source, arrivals: record };
  const arrivals = rescaledArrivals(record, { factor, growth: 'independent', seed });
  const together = factor > 1 ? rescaledArrivals(record, { factor, growth: 'together', seed }) : undefined;
  return { source: arrivals.source, arrivals, ...optional('otherArrivals', together) };
}

const withoutRate = (record: RecordedArrivals | undefined): UserError =>
  new UserError(
    'trace-invalid',
    record === undefined
      ? 'demand.average: missing; expected a rate such as 50/s'
      : `${record.source}: ${counted(record.atMs.length, 'request')} at one instant, so there is no rate; expected requests at two instants or more`,
    { hint: 'state `demand.average`, and requests that arrive at one instant as `demand.burst`' },
  );

const hoursOf = (average: number, shape?: readonly number[]): number[] => {
  const weights = shape ?? Array.from({ length: 24 }, () => 1);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => (average * weight) / mean);
};

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
export const scaledDemand = (
  { arrivals: _, otherArrivals: __, ...demand }: PlanDemand,
  factor: number,
): PlanDemand => ({
  ...demand,
  averagePerSecond: demand.averagePerSecond * factor,
  peakPerSecond: demand.peakPerSecond * factor,
  hours: demand.hours.map((rate) => rate * factor),
});
