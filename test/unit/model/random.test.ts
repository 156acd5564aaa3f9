import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/model/random.ts';

const draws = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed));

it('mulberry32 of seed 0 begins as published', () => {
  expect(draws(0, 2)).toEqual([0.26642920868471265, 0.0003297457005828619]);
});

it('the same seed draws the same, another seed others', () => {
  expect(draws(7, 5)).toEqual(draws(7, 5));
  expect(draws(7, 5)).not.toEqual(draws(8, 5));
});

it('10,000 draws lie in [0, 1), their mean within 0.01 of a half', () => {
  const all = draws(1, 10_000);
  expect(all.every((value) => value >= 0 && value < 1)).toBe(true);
  // The standard error is 0.2887 / 100 = 0.0029.
  expect(Math.abs(all.reduce((a, b) => a + b) / 10_000 - 0.5)).toBeLessThan(0.01);
});
