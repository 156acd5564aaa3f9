import { allDifferences, centerOf, shiftBetween } from '../tests/hodges-lehmann.ts';
import type { Estimate } from '../tests/interval.ts';
import { rankSumTest, smallestRankSumP } from '../tests/rank-sum.ts';
import { signedRankTest, smallestSignedRankP } from '../tests/signed-rank.ts';
import type { Tails } from '../tests/tails.ts';

export interface Sides {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}

/** How two sides are compared. */
export interface Method {
  /** By how much the candidate is above the baseline. */
  estimate(sides: Sides, level: number): Estimate;
  /** Whether it is above or below it. */
  test(sides: Sides): Tails;
  /** Of every pair of values that is compared, candidate less baseline. */
  differences(sides: Sides): number[];
  /** The smallest two-sided p-value for this number of values. */
  smallestP(sides: Sides): number;
}

/** Sides that were measured apart from each other, runs against runs: Hodges-Lehmann shift, Mann-Whitney test. */
export const independent: Method = {
  estimate: ({ baseline, candidate }, level) => shiftBetween(baseline, candidate, level),
  test: ({ baseline, candidate }) => rankSumTest(baseline, candidate),
  differences: ({ baseline, candidate }) => allDifferences(baseline, candidate),
  smallestP: ({ baseline, candidate }) => smallestRankSumP(baseline.length, candidate.length),
};

/**
 * Pairs of values, two targets in the same repeat: Hodges-Lehmann center of differences, Wilcoxon signed-rank test. Drift from repeat
 * to repeat cancels out.
 */
export const paired: Method = {
  estimate: (sides, level) => centerOf(differencesOf(sides), level),
  test: (sides) => signedRankTest(differencesOf(sides)),
  differences: differencesOf,
  smallestP: ({ baseline }) => smallestSignedRankP(baseline.length),
};

/** @throws {RangeError} if the sides do not pair up: a bug of whoever put them together. */
function differencesOf({ baseline, candidate }: Sides): number[] {
  if (baseline.length !== candidate.length) throw new RangeError('paired sides are of different lengths');
  return candidate.map((value, index) => value - (baseline[index] ?? Number.NaN));
}
