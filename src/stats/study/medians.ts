import type { StudyEstimate, StudyStatistics } from '../../model/study/study-result.ts';
import { percentile } from '../percentile.ts';
import { medianOf } from '../tests/interval.ts';
import { normalQuantile } from '../tests/tails.ts';

/** Fewer values have no standard error of their median. */
const fewestValues = 5;

/**
 * The median with the interval of order statistics that covers the true one in 95% of all samples, whatever the distribution: with 6
 * values their lowest and highest, which miss it in 2 of 64. David, Nagaraja, Order Statistics (3rd ed. 2003), 7.1.
 */
export function statisticsOf(values: readonly number[]): StudyStatistics {
  const ascending = Float64Array.from(values).sort();
  const cut = cutOfMedian(ascending.length, 0.95);
  const [low, high] = [ascending[cut - 1], ascending[ascending.length - cut]];
  const at = (percent: number) => percentile(ascending, percent) ?? Number.NaN;
  return {
    count: ascending.length,
    median: {
      estimate: medianOf([...ascending]),
      ...(cut > 0 && low !== undefined && high !== undefined && { low, high }),
    },
    ...{ min: at(0), p25: at(25), p75: at(75), max: at(100) },
  };
}

/** The number of values that are cut off at either end, the end of the interval included; 0 if there are too few values. */
function cutOfMedian(count: number, level: number): number {
  let [cut, tail] = [0, halved(count, 0)];
  while (tail <= (1 - level) / 2) {
    cut += 1;
    tail += halved(count, cut);
  }
  return cut;
}

/** The chance that exactly `below` of the values lie below the median: C(count, below) / 2^count. */
function halved(count: number, below: number): number {
  let log = -count * Math.LN2;
  for (let each = 1; each <= below; each += 1) log += Math.log((count - each + 1) / each);
  return Math.exp(log);
}

export interface WeighedMedian {
  readonly weight: number;
  readonly values: readonly number[];
}

/**
 * A sum of weighed medians of samples that were drawn apart from each other, such as the difference of two, with its interval:
 * Bonett, Price (2002), Psychological Methods 7, 370-383. The variance of a median comes from the order statistics around it.
 * Without interval if a sample has fewer than 5 values.
 */
export function sumOfMedians(terms: readonly WeighedMedian[], level = 0.95): StudyEstimate {
  const sorted = terms.map(({ weight, values }) => ({ weight, ascending: values.toSorted((a, b) => a - b) }));
  const estimate = sorted.reduce((sum, { weight, ascending }) => sum + weight * medianOf(ascending), 0);
  if (sorted.some(({ ascending }) => ascending.length < fewestValues)) return { estimate };
  const variance = sorted.reduce((sum, { weight, ascending }) => sum + (weight * errorOfMedian(ascending)) ** 2, 0);
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance);
  return { estimate, low: estimate - reach, high: estimate + reach };
}

/** Formula 3 of the paper: for 5 values half of what lies between the first and the last, over z = 1.863. */
function errorOfMedian(ascending: readonly number[]): number {
  const count = ascending.length;
  const cut = Math.max(1, Math.round((count + 1) / 2 - Math.sqrt(count)));
  let below = 0;
  for (let each = 0; each < cut; each += 1) below += halved(count, each);
  const [low = Number.NaN, high = Number.NaN] = [ascending[cut - 1], ascending[count - cut]];
  return (high - low) / (2 * normalQuantile(1 - below));
}
