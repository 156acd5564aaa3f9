import type { RecordedArrivals } from '../../model/plan/arrivals.ts';

/** The record without the requests that a limit of requests per second refuses: one is let in where fewer than the limit came in within the second before it. */
export function letInOf(record: RecordedArrivals, perSecond: number): RecordedArrivals {
  if (perSecond === Number.POSITIVE_INFINITY) return record;
  const most = Math.max(1, Math.floor(perSecond));
  // Less than one in a second is one in several.
  const withinMs = 1000 * Math.max(1, 1 / perSecond);
  const { atMs } = record;
  const kept: number[] = [];
  atMs.forEach((at, index) => {
    const before = kept[kept.length - most];
    if (before === undefined || at - (atMs[before] as number) >= withinMs) kept.push(index);
  });
  if (kept.length === atMs.length) return record;
  const { callMs, initMs, ...rest } = record;
  const of = (values: Float64Array) => Float64Array.from(kept, (index) => values[index] as number);
  return { ...rest, atMs: of(atMs), ...(callMs && { callMs: of(callMs) }), ...(initMs && { initMs: of(initMs) }) };
}
