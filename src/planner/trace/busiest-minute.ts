import type { RecordedArrivals } from '../../model/plan/arrivals.ts';

const minuteMs = 60_000;

/** A period of a record and its requests per second. */
export interface BusiestTime {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly perSecond: number;
}

/**
 * The minute with most requests, wherever it begins; of counts as many whole ones as a minute has, or one that is longer. The whole of a shorter
 * record. Undefined for a record whose requests all arrive at one instant.
 */
export function busiestMinute(record: RecordedArrivals): BusiestTime | undefined {
  const { spanMs, bucketMs } = record;
  if (spanMs <= 0) return undefined;
  const ofCounts = bucketMs === undefined ? minuteMs : Math.max(1, Math.floor(minuteMs / bucketMs)) * bucketMs;
  const windowMs = Math.min(ofCounts, spanMs);
  const { most, fromMs } = mostWithin(windowMs, record);
  return { fromMs, untilMs: fromMs + windowMs, perSecond: (most / windowMs) * 1000 };
}

/** Of all times of this length, the one that begins with a request, or with the count of one, and has most of them. Its end is not in it. */
function mostWithin(windowMs: number, { atMs, bucketMs, firstCountMs = 0 }: RecordedArrivals) {
  const beginOf = (at: number) =>
    bucketMs === undefined ? at : firstCountMs + Math.floor((at - firstCountMs) / bucketMs) * bucketMs;
  const most = { most: 0, fromMs: 0 };
  let end = 0;
  for (let begin = 0; begin < atMs.length; begin += 1) {
    const fromMs = beginOf(atMs[begin] as number);
    while (end < atMs.length && beginOf(atMs[end] as number) < fromMs + windowMs) end += 1;
    if (end - begin > most.most) Object.assign(most, { most: end - begin, fromMs });
  }
  return most;
}
