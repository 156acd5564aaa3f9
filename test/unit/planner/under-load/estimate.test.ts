import { expect, test } from 'vitest';
import { atMost, estimateFrom, shareIn } from '../../../../src/planner/under-load/estimate.ts';

// Parts of 9, 10 and 11: s = 1, t = 4.303 at two degrees of freedom, 4.303 / sqrt(3) = 2.484.
test('the interval of a whole is that of the mean of its parts', () => {
  const { value, low, high } = estimateFrom((some: number) => some, 10.2, [9, 10, 11]) ?? { value: 0, low: 0, high: 0 };
  expect(value).toBe(10.2);
  expect([low, high].map((end) => Number(end.toFixed(3)))).toEqual([7.716, 12.684]);
});

test('without parts there is no interval, and of nothing nothing is found', () => {
  expect(estimateFrom((some: number) => some, 7, [])).toEqual({ value: 7, low: 7, high: 7 });
  expect(estimateFrom(() => undefined, 7, [1, 2])).toBeUndefined();
});

// Exact Poisson limits at 97.5 %: 0 counted are up to 3.689, 4 from 1.090 up to 10.24.
test('a share of few counted has the interval of a Poisson count', () => {
  expect(atMost(0)).toBeCloseTo(3.689, 1);
  const share = shareIn(
    ({ cold }) => cold,
    ({ all }) => all,
    { cold: 4, all: 1000 },
    [],
  );
  expect(share.value).toBe(0.004);
  expect(share.low * 1000).toBeCloseTo(1.09, 1);
  expect(share.high * 1000).toBeCloseTo(10.24, 1);
});
