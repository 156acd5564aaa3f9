import { expect, it } from 'vitest';
import { TimeCounts } from '../../../../src/report/summary/time-counts.ts';

function binsOf(times: readonly number[], most = 12) {
  const counts = new TimeCounts();
  for (const time of times) counts.add(time);
  return counts.bins(most).map(({ fromMs, toMs, count }) => [fromMs, toMs, count]);
}

it('a narrow range has bounds of two digits: 20.0 to 20.9 ms is one bin', () => {
  expect(binsOf([20, 20.9, 21, 23.999])).toEqual([
    [20, 21, 2],
    [21, 22, 1],
    [22, 23, 0],
    [23, 24, 1],
  ]);
});

it('a wide range has few bounds: 1, 2 and 5 of each decade', () => {
  expect(binsOf([1.5, 40, 99.9, 100, 900])).toEqual([
    [1, 2, 1],
    [2, 5, 0],
    [5, 10, 0],
    [10, 20, 0],
    [20, 50, 1],
    [50, 100, 1],
    [100, 200, 1],
    [200, 500, 0],
    [500, 1000, 1],
  ]);
});

it('bounds below 1 ms, at a power of ten, and over many decades', () => {
  expect(binsOf([0.25, 0.3])).toEqual([
    [0.25, 0.26, 1],
    [0.26, 0.27, 0],
    [0.27, 0.28, 0],
    [0.28, 0.29, 0],
    [0.29, 0.3, 0],
    [0.3, 0.31, 1],
  ]);
  expect(binsOf([1000])).toEqual([[1000, 1100, 1]]);
  expect(binsOf([0, 60_000], 12).map(([from]) => from)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000]);
  expect(binsOf([])).toEqual([]);
});

it('every time is in one bin, whose bounds enclose it', () => {
  const times = Array.from({ length: 5000 }, (_, n) => 0.002 * 1.003 ** n);
  for (const most of [3, 12, 100]) {
    const bins = binsOf(times, most);
    expect(bins.reduce((sum, [, , count]) => sum + (count ?? 0), 0)).toBe(5000);
    for (const [from = 0, to = 0, count] of bins)
      expect(times.filter((time) => time >= from && time < to).length).toBe(count);
  }
});
