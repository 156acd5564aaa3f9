import type { Random } from '../../../model/random.ts';
import type { Period } from './read-arrivals.ts';

/**
 * Requests that are known by their number in each time, each at a random place of its time: so do independent requests arrive
 * (a Poisson process with a known count). Evenly spread ones would hide how many meet.
 */
export function placed(
  counts: ReadonlyMap<number, number>,
  periodOf: (starts: readonly number[]) => Period,
  random: Random,
) {
  const times = [...counts].sort(([a], [b]) => a - b);
  const { bucketMs, assumed } = periodOf(times.map(([fromMs]) => fromMs));
  const atMs = new Float64Array(times.reduce((sum, [, count]) => sum + count, 0));
  let filled = 0;
  for (const [fromMs, count] of times) {
    const part = atMs.subarray(filled, filled + count);
    for (let index = 0; index < count; index += 1) part[index] = fromMs + random() * bucketMs;
    part.sort();
    filled += count;
  }
  const [first, last] = [times[0]?.[0] ?? 0, times.at(-1)?.[0] ?? 0];
  return {
    ...{ atMs, bucketMs, firstCountMs: first, spanMs: last + bucketMs - first },
    ...(assumed !== undefined && { periodAssumed: assumed }),
  };
}
