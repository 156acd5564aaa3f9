import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankSumTest } from '../../../../src/stats/tests/rank-sum.ts';
import { doubledRanks } from '../../../../src/stats/tests/ranks.ts';
import { signedRankTest } from '../../../../src/stats/tests/signed-rank.ts';

const few = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });

describe('counting against listing every arrangement', () => {
  it('rank sum: the share of all relabellings that give as much or more, ties or not', () => {
    fc.assert(
      fc.property(few, few, (baseline, candidate) => {
        const ranks = doubledRanks([...candidate, ...baseline]);
        const seen = sum(ranks.slice(0, candidate.length));
        const all = subsets(ranks).filter((subset) => subset.length === candidate.length);
        const { greater, less } = rankSumTest(baseline, candidate);
        expect(greater).toBeCloseTo(all.filter((subset) => sum(subset) >= seen).length / all.length, 10);
        expect(less).toBeCloseTo(all.filter((subset) => sum(subset) <= seen).length / all.length, 10);
      }),
      { numRuns: 60 },
    );
  });

  it('signed ranks: the share of all choices of signs that give as much or more', () => {
    const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(differences, (values) => {
        const told = values.filter((value) => value !== 0);
        const ranks = doubledRanks(told.map(Math.abs));
        const seen = sum(ranks.filter((_, index) => (told[index] ?? 0) > 0));
        const all = subsets(ranks);
        expect(signedRankTest(values).greater).toBeCloseTo(
          all.filter((subset) => sum(subset) >= seen).length / all.length,
          10,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('the normal curve takes over at more than 60 values and is close to exact: 0.01 at most', () => {
    const baseline = Array.from({ length: 31 }, (_, index) => index);
    const candidate = baseline.map((value) => value + 4.5);
    const approximate = rankSumTest(baseline, candidate);
    const exact = rankSumTest(baseline.slice(1), candidate.slice(1));
    expect([approximate.exact, exact.exact]).toEqual([false, true]);
    expect(Math.abs(approximate.greater - exact.greater)).toBeLessThan(0.01);
  });
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const subsets = ([first, ...rest]: readonly number[]): number[][] => {
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return without.concat(without.map((subset) => [first, ...subset]));
};
