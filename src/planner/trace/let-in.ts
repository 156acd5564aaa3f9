import { RequestRate } from '../../concurrency/request-rate.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';

/** The record without the requests that a limit of requests per second refuses, by the rules of the embedded Lambda. */
export function letInOf(record: RecordedArrivals, perSecond: number): RecordedArrivals {
  if (perSecond === Number.POSITIVE_INFINITY) return record;
  const rate = new RequestRate(1, perSecond, 0);
  const { atMs } = record;
  const kept: number[] = [];
  atMs.forEach((at, index) => {
    if (rate.waitMs(at) > 0) return;
    rate.count(at);
    kept.push(index);
  });
  if (kept.length === atMs.length) return record;
  const { callMs, initMs, ...rest } = record;
  const of = (values: Float64Array) => Float64Array.from(kept, (index) => values[index] as number);
  return { ...rest, atMs: of(atMs), ...(callMs && { callMs: of(callMs) }), ...(initMs && { initMs: of(initMs) }) };
}

interface Allowance {
  /** Of the record, at the same instants. */
  readonly factor: number;
  /** Refilled at this rate. */
  readonly perSecond: number;
}

/** The most of an allowance that events use: their number, minus what has been refilled since. */
export function mostTaken(atMs: Float64Array, { factor, perSecond }: Allowance): number {
  let [most, used, beforeMs] = [0, 0, 0];
  for (const at of atMs) {
    used = Math.max(0, used - ((at - beforeMs) / 1000) * perSecond) + factor;
    most = Math.max(most, used);
    beforeMs = at;
  }
  return most;
}

/** What a demand uses of a limit of requests per second at the most: a rate, or the record, which is of one tenant. */
export const mostInSecond = ({ tenants, arrivals }: PlanDemand, ratePerSecond: number, allowance: Allowance): number =>
  Math.max(
    ratePerSecond * allowance.factor,
    arrivals === undefined || tenants > 1 ? 0 : mostTaken(arrivals.atMs, allowance),
  );
