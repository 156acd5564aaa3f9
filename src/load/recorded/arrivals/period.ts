/** Times of which requests are counted. */
export interface Period {
  readonly bucketMs: number;
  /** Why it is that long, where neither the file nor the plan states it. */
  readonly assumed?: string;
}

const minuteMs = 60_000;

const gapsOf = (starts: readonly number[]): number[] =>
  starts.slice(1).map((start, index) => start - (starts[index] ?? 0));

export const leastGap = (starts: readonly number[]): number =>
  gapsOf(starts).reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);

/** A time without requests may be missing, so that only the shortest gap can be one period. */
export function shortestGap(starts: readonly number[]): Period {
  if (starts.length < 2) return { bucketMs: minuteMs, assumed: 'as there is only one' };
  return { bucketMs: leastGap(starts), assumed: 'the shortest time between two of them' };
}

/** Counts of minutes that by chance all lie on multiples of two minutes: 1 in 2,048, and of five minutes 1 in 49 million. */
const enoughCounts = 12;

/**
 * CloudWatch leaves out periods without data, so that the gaps of sparse counts are multiples of their period: of a minute, unless many
 * counts have only longer gaps, or gaps that are no multiples of a minute.
 */
export function cloudWatchPeriod(starts: readonly number[]): Period {
  const gaps = gapsOf(starts);
  const divisor = gaps.reduce(greatestDivisor, 0);
  if (divisor % minuteMs === 0 && starts.length < enoughCounts)
    return { bucketMs: minuteMs, assumed: 'as all times between them are whole minutes' };
  return { bucketMs: divisor, assumed: 'of which all times between them are multiples' };
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));
