import { expect, it } from 'vitest';
import { percentile } from '../../../src/stats/percentile.ts';

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
