import { expect, it } from 'vitest';
import { instanceSeed } from '../../../../targets/app/instance-seed.ts';

it('100 numbered instances of one seed have 100 seeds, the same in every run, whatever their id', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => instanceSeed(1, String(i + 1), 'any'));
  expect(new Set(seeds).size).toBe(100);
  expect(instanceSeed(1, '3', 'other')).toBe(seeds[2]);
  expect(instanceSeed(2, '3', 'any')).not.toBe(seeds[2]);
});

it('without a number the id makes the difference', () => {
  expect(instanceSeed(1, undefined, 'a')).not.toBe(instanceSeed(1, undefined, 'b'));
});
