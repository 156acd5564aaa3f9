import { expect, it } from 'vitest';
import { seededRandom } from '../../../../src/model/random.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';
import { Histogram } from '../../../../src/simulator/statistics/histogram.ts';
import { LevelClock } from '../../../../src/simulator/statistics/level.ts';
import { Series } from '../../../../src/simulator/statistics/series.ts';
import { unlimited } from '../unlimited.ts';

it('percentiles of a histogram are within 0.2 % of the exact ones, from 1 µs to an hour', () => {
  const [random, histogram] = [seededRandom(1), new Histogram()];
  const values = Array.from({ length: 20_000 }, () => 1e-3 * 10 ** (9.5 * random()));
  for (const value of values) histogram.add(value);
  const sorted = values.toSorted((a, b) => a - b);
  for (const percent of [0.1, 1, 25, 50, 75, 99, 99.9]) {
    const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
    expect(Math.abs((histogram.percentile(percent) ?? 0) / exact - 1)).toBeLessThan(0.002);
  }
  expect(histogram.percentile(0)).toBe(sorted[0]);
  expect(histogram.percentile(100)).toBe(sorted.at(-1));
  expect(histogram.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 20_000, 6);
});

it('a histogram of nothing has no percentile; zeros are below every time', () => {
  expect(new Histogram().percentile(50)).toBeUndefined();
  const histogram = new Histogram();
  for (const ms of [0, 0, 0, 40]) histogram.add(ms);
  expect(histogram.percentile(75)).toBe(histogram.percentile(0));
  expect(histogram.shareAbove(0)).toBe(0.25);
  expect(histogram.shareAbove(100)).toBe(0);
});

it('a level of 2 for 30 ms and 5 for 10 ms: mean 2.75, p50 2, p99 5', () => {
  const level = new LevelClock(100);
  level.add(50, 2);
  level.add(130, 3);
  level.end(140);
  // After the end nothing counts.
  level.add(150, 100);
  expect({ mean: level.mean, p50: level.percentile(50), p99: level.percentile(99), peak: level.peak }).toEqual({
    ...{ mean: 2.75, p50: 2, p99: 5, peak: 5 },
  });
});

it('a level within a time: of 110 to 135 it is 2 for 20 ms and 5 for 5 ms', () => {
  const level = new LevelClock(100, { fromMs: 110, untilMs: 135 });
  level.add(50, 2);
  level.add(130, 3);
  level.add(140, 65);
  level.end(1000);
  const { mean, peak, percentile } = level.within ?? expect.fail('no level within');
  expect([mean, percentile(50), percentile(80), percentile(81), peak]).toEqual([2.6, 2, 2, 5, 5]);
  expect(level.peak).toBe(70);
});

it('a level within a time that was not measured is what it is at the end; without such a time there is none', () => {
  const level = new LevelClock(0, { fromMs: 20, untilMs: 30 });
  level.add(5, 3);
  level.end(20);
  expect([level.within?.mean, level.within?.percentile(99)]).toEqual([3, 3]);
  expect(new LevelClock(0).within).toBeUndefined();
});

it('what is over before the measured time is in no peak', () => {
  const level = new LevelClock(100);
  level.add(10, 7);
  level.add(20, -6);
  level.end(200);
  expect(level.peak).toBe(1);
});

it('a series of unknown length has fewer than 512 steps: the 512th halves them', () => {
  const series = new Series(undefined);
  const step = { alive: 1, inFlight: 1, arrivals: 2, coldStarts: 1, throttled: 0 };
  for (let closed = 0; closed < 512; closed += 1) series.close({ ...step, alive: closed });
  const { stepMs, alive, arrivals } = series.overTime;
  expect(stepMs).toBe(2000);
  expect(alive).toHaveLength(256);
  expect(alive.slice(0, 2)).toEqual([1, 3]);
  expect(arrivals[0]).toBe(4);
  expect(series.endsAtMs).toBe(514_000);
});

// One request at 100 ms, then three at once at 1,100 ms: an environment in the first second, and three from 1,100 ms on, which is 0.9 of the second.
it('parts of the measured time have levels and requests of their own, which add up to the whole', () => {
  const { parts, measured } = simulate({
    arrivals: { kind: 'times', atMs: [100, 1100, 1100, 1100], durationMs: 2000 },
    ...{ platform: unlimited, seed: 1, parts: 2 },
  });
  expect(parts.map(({ served }) => served)).toEqual([1, 3]);
  expect(parts.map(({ coldStarts }) => coldStarts)).toEqual([1, 2]);
  expect(parts.map(({ alive }) => Number(alive.mean.toFixed(9)))).toEqual([0.9, 2.8]);
  expect(parts.map(({ alive }) => [alive.percentile(50), alive.percentile(99)])).toEqual([
    [1, 1],
    [3, 3],
  ]);
  expect(measured.served).toBe(4);
});

it('parts need a load of a known duration', () => {
  const load = { arrivals: { kind: 'times', atMs: [0, 10] }, platform: unlimited, seed: 1, parts: 2 } as const;
  expect(() => simulate(load)).toThrow('known duration');
});
