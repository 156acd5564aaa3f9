import { type Estimate, orderedEstimate } from './interval.ts';
import { cutOfDifferences } from './rank-sum.ts';
import { cutOfAverages } from './signed-rank.ts';

/**
 * By how much the candidate's values lie above the baseline's: the median of all differences, and the interval of those
 * shifts that the exact Mann-Whitney test would not reject. With ties it covers at least as often as it says.
 * Hodges, Lehmann (1963), Annals of Mathematical Statistics 34; Hollander, Wolfe, Chicken, Nonparametric Statistical Methods
 * (3rd ed. 2014), 4.2 and 4.3.
 */
export function shiftBetween(baseline: readonly number[], candidate: readonly number[], level: number): Estimate {
  return orderedEstimate(
    allDifferences(baseline, candidate),
    cutOfDifferences(candidate.length, baseline.length, level),
    level,
  );
}

/** Of every candidate value and every baseline value: loops, because a plan with many looks takes them thousands of times. */
export function allDifferences(baseline: readonly number[], candidate: readonly number[]): number[] {
  const differences: number[] = [];
  for (const value of candidate) for (const base of baseline) differences.push(value - base);
  return differences;
}

/**
 * The center of paired differences: the median of all averages of two of them (Walsh averages, each with itself too), and the
 * interval that belongs to the exact signed-rank test. Same sources, 3.2 and 3.3.
 */
export function centerOf(differences: readonly number[], level: number): Estimate {
  const averages = differences.flatMap((one, index) => differences.slice(index).map((other) => (one + other) / 2));
  return orderedEstimate(averages, cutOfAverages(differences.length, level), level);
}
