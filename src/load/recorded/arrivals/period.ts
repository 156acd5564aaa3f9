import { arrivalsProblem, type Period, type StatedPeriod } from './read-arrivals.ts';

const minuteMs = 60_000;

const gapsOf = (starts: readonly number[]): number[] =>
  starts.slice(1).map((start, index) => start - (starts[index] ?? 0));

const leastOf = (gaps: readonly number[]): number =>
  gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);

/** A time without requests may be missing, so that only the shortest gap can be one period. */
export function shortestGap(starts: readonly number[]): Period {
  if (starts.length < 2) return { bucketMs: minuteMs, assumed: 'as there is only one' };
  return { bucketMs: leastOf(gapsOf(starts)), assumed: 'the shortest time between two of them' };
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

/**
 * The period that a file or its plan states; undefined if neither does.
 * @throws {UserError} `trace-invalid` where they contradict each other
 */
export function statedPeriod(file: string, ofFile?: StatedPeriod, ofPlanMs?: number): StatedPeriod | undefined {
  if (ofPlanMs === undefined) return ofFile;
  const ofPlan = { bucketMs: ofPlanMs, words: 'demand.period' };
  if (ofFile === undefined || ofFile.assumed !== undefined || ofFile.bucketMs === ofPlanMs) return ofPlan;
  const message = `its counts are of ${seconds(ofFile.bucketMs)} (${ofFile.words}), and demand.period is ${seconds(ofPlanMs)}`;
  throw arrivalsProblem(file, message, 'correct demand.period, or leave it out');
}

/** Times of a file are read to the µs. */
const toleranceMs = 0.01;

/** @throws {UserError} `trace-invalid` for counts whose times contradict their period: all of them begin on one grid */
export function onGrid(file: string, stated: StatedPeriod, starts: readonly number[]): Period {
  const gaps = gapsOf(starts);
  const { words, bucketMs, ...assumed } = stated;
  const hint =
    words === 'demand.period' ? 'correct demand.period, or leave it out' : 'export the counts again, of one period';
  const problem = (gap: number, contradiction: string) =>
    arrivalsProblem(
      file,
      `two counts are ${seconds(gap)} apart, ${contradiction} their period of ${seconds(bucketMs)} (${words})`,
      hint,
    );
  const least = leastOf(gaps);
  if (least < bucketMs - toleranceMs) throw problem(least, 'less than');
  const off = gaps.find((gap) => Math.abs(gap - Math.round(gap / bucketMs) * bucketMs) > toleranceMs);
  if (off !== undefined) throw problem(off, 'no multiple of');
  return { bucketMs, ...assumed };
}

const seconds = (ms: number): string => `${ms / 1000} s`;
