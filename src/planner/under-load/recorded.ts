import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { windowMaximum } from '../../simulator/closed-forms/window-maximum.ts';
import type { SteadyInstances } from './steady.ts';

interface RecordedInstances extends SteadyInstances {
  readonly coldShare: number;
}

/** A call takes some time, however short. */
const shortestMs = 1e-3;

/** Environments and cold starts of recorded arrivals, exactly: each call takes its recorded time, or else the time of the plan. */
export function recordedInstances(
  { atMs, callMs: recordedMs, initMs }: RecordedArrivals,
  { callMs, keepAliveMs }: { readonly callMs: number; readonly keepAliveMs: number },
): RecordedInstances {
  const endMs = atMs.map(
    (at, index) => at + Math.max(shortestMs, recordedMs?.[index] ?? callMs) + (initMs?.[index] ?? 0),
  );
  const { alive, coldStarts } = windowMaximum({ startMs: atMs, endMs, keepAliveMs });
  return {
    ...{ mean: alive.mean, p50: alive.percentile(50), p99: alive.percentile(99) },
    coldShare: coldStarts / atMs.length,
  };
}
