import { expect, it } from 'vitest';
import { percentileAt } from '../../../../../src/report/sections/latency/draw-percentiles.ts';
import { tailOf } from '../../../../../src/report/sections/latency/percentiles.ts';

const curve = (times: readonly number[], count = times.length, answeredOf = { answered: 1, of: 1 }) =>
  tailOf({ target: 'a', split: 'all', count, answeredOf, points: [], times, slowestMs: times.at(-1) ?? 0 });

it('begins 10, 20, 30, 40 ms at 1, 4/3, 2 and 4: p50, at 2, is still 20 by nearest rank, anything above it 30', () => {
  expect(curve([10, 20, 30, 40]).points).toEqual([
    [1, 10],
    [4 / 3, 20],
    [2, 30],
    [4, 40],
  ]);
});

it('ends at 2.5 where 3 of 5 requests were answered: the third is the percentile of 60 %, and nothing is known above it', () => {
  const { points, weakFrom } = curve([10, 20, 30], 3, { answered: 3, of: 5 });
  expect(points.map(([x, time]) => [Number(x.toFixed(9)), time])).toEqual([
    [1, 10],
    [1.25, 20],
    [1.666666667, 30],
  ]);
  expect(weakFrom).toBe(1);
});

it('is weak from 1 of 20 of 200 answers on, where ten are left, and all of it is of less than ten', () => {
  expect(curve(Array.from({ length: 200 }, (_, index) => index)).weakFrom).toBe(20);
  expect(curve([1, 2, 3]).weakFrom).toBe(1);
});

it('draws a bounded part of 100,000 times, the slowest at its place among all 1,000,000 answers', () => {
  const { points } = curve(
    Array.from({ length: 100_000 }, (_, index) => index),
    1_000_000,
  );
  expect(points.length).toBeLessThan(200);
  expect(points[0]).toEqual([1, 0]);
  expect(points.at(-1)).toEqual([1_000_000, 99_999]);
});

it('names 2, 10 and 1000 the 50 %, 90 % and 99.9 % points', () => {
  expect([1, 2, 10, 1000].map(percentileAt)).toEqual(['fastest', '50%', '90%', '99.9%']);
});
