import { expect, it } from 'vitest';
import { percentile, rankOf } from '../../../src/stats/percentile.ts';

it.each([
  ['50th of 10, 20, 30, 40 is the 2nd', [10, 20, 30, 40], 50, 20],
  ['51st of 10, 20, 30, 40 is the 3rd', [10, 20, 30, 40], 51, 30],
  ['0th is the first', [10, 20], 0, 10],
  ['100th is the last', [10, 20], 100, 20],
  ['99th of one is that one', [7], 99, 7],
  ['of none is absent', [], 50, undefined],
])('percentile: the %s', (_, values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

it('rank: a product of fractions above the whole number that it stands for does not raise the rank', () => {
  expect((99.9 * 41_000) / 100).toBeGreaterThan(40_959);
  expect(rankOf(99.9, 41_000)).toBe(40_959);
  expect(
    percentile(
      Array.from({ length: 41_000 }, (_, index) => index + 1),
      99.9,
    ),
  ).toBe(40_959);
  expect(rankOf(99.9, 3, { answered: 3, of: 100_000 })).toBe(99_900);
});
