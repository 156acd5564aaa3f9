import { expect, test } from 'vitest';
import { statisticsOf, sumOfMedians } from '../../../../src/stats/study/medians.ts';

test('6 values: their median, and the interval from the lowest to the highest, which misses the truth in 2 of 64', () => {
  expect(statisticsOf([6, 1, 5, 2, 4, 3])).toEqual({
    ...{ count: 6, median: { estimate: 3.5, low: 1, high: 6 } },
    ...{ min: 1, p25: 2, p75: 5, max: 6 },
  });
});

test('5 values have no 95 % interval: the lowest and the highest would miss the truth in 2 of 32', () => {
  expect(statisticsOf([1, 2, 3, 4, 5]).median).toEqual({ estimate: 3 });
});

test('20 values: the 6th and the 15th, as C(20, 0..5) are 21,700 of 1,048,576 (David, Nagaraja, table of 7.1)', () => {
  const values = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(statisticsOf(values).median).toEqual({ estimate: 10.5, low: 6, high: 15 });
});

test('9 values: the cut of Bonett and Price is 5 - 3 = 2, the tail 10 / 512, so the error of the median is 6 / (2 * 2.0636)', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const { estimate, low = 0, high = 0 } = sumOfMedians([{ weight: 1, values }]);
  expect(estimate).toBe(5);
  expect((high - low) / 2).toBeCloseTo(1.95996 * (6 / (2 * 2.0636)), 3);
});

test('the error of a difference is the root of the sum of the squares of both', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const one = sumOfMedians([{ weight: 1, values }]);
  const reach = ((one.high ?? 0) - (one.low ?? 0)) / 2;
  const both = sumOfMedians([
    { weight: 1, values: values.map((value) => value + 10) },
    { weight: -1, values },
  ]);
  expect(both.estimate).toBe(10);
  expect(both.high).toBeCloseTo(10 + reach * Math.SQRT2, 9);
});

test('4 values have no interval', () => {
  expect(sumOfMedians([{ weight: 1, values: [1, 2, 3, 4] }])).toEqual({ estimate: 2.5 });
});
