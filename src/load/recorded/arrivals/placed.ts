import type { Random } from '../../../model/random.ts';

const minuteMs = 60_000;

/**
 * Requests that are known by their number in each time, each at a random place of its time: so do independent requests arrive
 * (a Poisson process with a known count). Evenly spread ones would hide how many meet.
 */
export function placed(counts: ReadonlyMap<number, number>, knownMs: number | undefined, random: Random) {
  const times = [...counts].sort(([a], [b]) => a - b);
  const bucketMs = knownMs ?? leastGap(times.map(([fromMs]) => fromMs));
  const atMs = new Float64Array(times.reduce((sum, [, count]) => sum + count, 0));
  let filled = 0;
  for (const [fromMs, count] of times) {
    const part = atMs.subarray(filled, filled + count);
    for (let index = 0; index < count; index += 1) part[index] = fromMs + random() * bucketMs;
    part.sort();
    filled += count;
  }
  const [first, last] = [times[0]?.[0] ?? 0, times.at(-1)?.[0] ?? 0];
  return { atMs, bucketMs, spanMs: last + bucketMs - first };
}

/** A time without requests may be missing. */
function leastGap(starts: readonly number[]): number {
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  return gaps.length === 0 ? minuteMs : Math.min(...gaps);
}
