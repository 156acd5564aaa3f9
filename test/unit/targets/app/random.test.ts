import { expect, it } from 'vitest';
import { instanceSeed } from '../../../../targets/app/instance-seed.ts';
import { seededRandom } from '../../../../targets/app/random.ts';

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

it('100 numbered instances of one seed have 100 seeds, the same in every run, whatever their id', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => instanceSeed(1, String(i + 1), 'any'));
  expect(new Set(seeds).size).toBe(100);
  expect(instanceSeed(1, '3', 'other')).toBe(seeds[2]);
  expect(instanceSeed(2, '3', 'any')).not.toBe(seeds[2]);
});

it('without a number the id makes the difference', () => {
  expect(instanceSeed(1, undefined, 'a')).not.toBe(instanceSeed(1, undefined, 'b'));
});
