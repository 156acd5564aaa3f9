import { describe, expect, it } from 'vitest';
import { effectSize } from '../../../../src/stats/tests/effect-size.ts';
import { centerOf, shiftBetween } from '../../../../src/stats/tests/hodges-lehmann.ts';
import { holm } from '../../../../src/stats/tests/holm.ts';
import { cutOfDifferences, rankSumTest } from '../../../../src/stats/tests/rank-sum.ts';
import { cutOfAverages, signedRankTest } from '../../../../src/stats/tests/signed-rank.ts';
import { twoSided } from '../../../../src/stats/tests/tails.ts';

/** Permeability of a membrane at term, and at 12 to 26 weeks: Hollander, Wolfe (1973), p. 69; R, `?wilcox.test`. */
const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const earlier = [1.15, 0.88, 0.9, 0.74, 1.21];

/** Depression before and after therapy: Hollander, Wolfe (1973), p. 29; R, `?wilcox.test`. */
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const fall = before.map((value, index) => value - (after[index] ?? Number.NaN));

/** Diastolic blood pressure, with ties: StatXact 4 manual; R, exactRankTests, `?wilcox.exact`. */
const treated = [94, 108, 110, 90];
const controls = [80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88];

describe('worked examples from the literature', () => {
  it('rank sum of Hollander and Wolfe: one-sided p = 0.1272, two-sided 0.2544', () => {
    const tails = rankSumTest(earlier, atTerm);
    expect(tails.greater).toBeCloseTo(0.1272, 4);
    expect(twoSided(tails)).toBeCloseTo(0.2544, 4);
    expect(tails.exact).toBe(true);
  });

  it('rank sum with ties as StatXact counts it: one-sided p = 0.0542', () => {
    // 74 of the 1365 choices of 4 out of 15.
    expect(rankSumTest(controls, treated).greater).toBeCloseTo(0.0542, 4);
    expect(rankSumTest(controls, treated).greater * 1365).toBeCloseTo(74, 6);
  });

  it('ties: 1, 1, 1, 1, 1, 2 against six 2: 7 of the 924 choices, so p = 2 * 7 / 924, although the interval ends at 0', () => {
    // All six of the candidate from the seven 2: C(7, 6) of C(12, 6). Of 36 differences 6 are 0, and the 6th is the end at 95 %.
    const ones = [1, 1, 1, 1, 1, 2];
    const twos = [2, 2, 2, 2, 2, 2];
    expect(twoSided(rankSumTest(ones, twos))).toBeCloseTo(14 / 924, 9);
    expect(shiftBetween(ones, twos, 0.95).interval).toMatchObject({ low: 0, high: 1 });
  });

  it('shift of Hollander and Wolfe: 0.305, 95 % interval from -0.15 to 0.76', () => {
    const { estimate, interval } = shiftBetween(earlier, atTerm, 0.95);
    expect(estimate).toBeCloseTo(0.305, 6);
    expect(interval?.low).toBeCloseTo(-0.15, 6);
    expect(interval?.high).toBeCloseTo(0.76, 6);
  });

  it('signed ranks of Hollander and Wolfe: one-sided p = 0.01953', () => {
    expect(signedRankTest(fall).greater).toBeCloseTo(0.01953, 5);
  });

  it('center of the differences: 0.46, 95 % interval from 0.010 to 0.786', () => {
    const { estimate, interval } = centerOf(fall, 0.95);
    expect(estimate).toBeCloseTo(0.46, 6);
    expect(interval?.low).toBeCloseTo(0.01, 6);
    expect(interval?.high).toBeCloseTo(0.786, 6);
  });

  it('Walsh averages of a membrane: 1.385, from the 9th to the 47th of 55, 1.13 to 1.67', () => {
    // W. R. Stephenson, Stat 403, Iowa State University, "membrane".
    const membrane = [0.9, 1.13, 1.89, 1.14, 1.45, 1.38, 1.91, 1.64, 0.83, 1.46];
    const { estimate, interval } = centerOf(membrane, 0.95);
    expect(estimate).toBeCloseTo(1.385, 6);
    expect(interval?.low).toBeCloseTo(1.13, 2);
    expect(interval?.high).toBeCloseTo(1.67, 2);
  });

  it.each([
    // Milton (1964), Journal of the American Statistical Association 59: largest U of the two-sided 5 % region, plus one.
    { n: 3, m: 3, cut: 0 },
    { n: 4, m: 4, cut: 1 },
    { n: 5, m: 5, cut: 3 },
    { n: 5, m: 10, cut: 9 },
    { n: 8, m: 8, cut: 14 },
    { n: 10, m: 10, cut: 24 },
    { n: 20, m: 20, cut: 128 },
  ])('critical value of Mann-Whitney, $n against $m', ({ n, m, cut }) => {
    expect(cutOfDifferences(n, m, 0.95)).toBe(cut);
  });

  it.each([
    // Wilcoxon, Wilcox (1964), Some Rapid Approximate Statistical Procedures: largest T of the two-sided 5 % region, plus one.
    { pairs: 5, cut: 0 },
    { pairs: 6, cut: 1 },
    { pairs: 10, cut: 9 },
    { pairs: 20, cut: 53 },
    { pairs: 25, cut: 90 },
  ])('critical value of signed ranks, $pairs pairs', ({ pairs, cut }) => {
    expect(cutOfAverages(pairs, 0.95)).toBe(cut);
  });

  it('Cliff’s delta of the example of R’s effsize: -0.25, small', () => {
    const treatment = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50];
    const control = [10, 20, 30, 40, 40, 50];
    expect(effectSize(control, treatment)).toEqual({ cliffsDelta: -0.25, size: 'small' });
  });

  it('Holm of 0.01, 0.04, 0.03, 0.005: 0.03, 0.06, 0.06, 0.02', () => {
    // 4 * 0.005, 3 * 0.01, 2 * 0.03, and not below that 1 * 0.04.
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });
});
