import { expect, test } from 'vitest';
import { ArrivalReader } from '../../../../src/load/recorded/arrivals/arrivals.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { busiestMinute } from '../../../../src/planner/trace/busiest-minute.ts';
import { traceDemand } from '../../../../src/planner/trace/recorded-arrivals.ts';

/** Of a table of counts, whose first time is `14:00`. */
function ofCounts(rows: readonly (readonly [string, number])[], seed = 1, periodMs?: number) {
  const reader = new ArrivalReader({ file: 'c.csv', seed, periodMs });
  reader.add('time,count');
  for (const [at, count] of rows) reader.add(`2026-11-21T14:${at}Z,${count}`);
  return traceDemand('c.csv', reader.end());
}

const ofInstants = (atMs: readonly number[]) => ({
  ...{ source: 'i.txt', atMs: Float64Array.from(atMs), spanMs: (atMs.at(-1) ?? 0) - (atMs[0] ?? 0) },
});

test.each([1, 2, 3, 4, 5])('600 in one minute of counts are 10/s, wherever they are placed in it: seed %d', (seed) => {
  const rows = Array.from({ length: 20 }, (_, minute) => {
    const count = [1, 0, 0, 0, 0, 0, 600][minute] ?? 0;
    return [`${String(minute).padStart(2, '0')}:00`, count] as const;
  });
  const { arrivals } = ofCounts(rows, seed);
  expect(busiestMinute(arrivals)?.perSecond).toBe(10);
  const demand = planDemand({ tenants: 1 }, arrivals);
  expect(demand.peakPerSecond).toBe(10);
  expect(demand.averagePerSecond).toBeCloseTo(601 / 1200, 12);
});

test('two requests of different minutes of counts are never in one minute, those of neighboring seconds are', () => {
  const apart = [['00:00', 3] as const, ['01:00', 4] as const, ['03:00', 5] as const];
  expect(busiestMinute(ofCounts(apart).arrivals)?.perSecond).toBeCloseTo(5 / 60, 12);
  // Of seconds a minute has 60: 10 + 20 from 14:00:59 to 14:01:58, and 15 one second later.
  const seconds = [['00:00', 1] as const, ['00:59', 10] as const, ['01:58', 20] as const, ['01:59', 15] as const];
  const { arrivals } = ofCounts(seconds, 1, 1000);
  // From 14:00:59 on 10 + 20 of 60 s; from 14:01:00 on 20 + 15.
  expect(busiestMinute(arrivals)?.perSecond).toBeCloseTo(35 / 60, 12);
});

test('counts of an hour do not show a minute: 3,600 are 1/s, and a note says so', () => {
  const { arrivals, notes } = ofCounts([['00:00', 3600]], 1, 3_600_000);
  expect(busiestMinute(arrivals)?.perSecond).toBe(1);
  expect(notes[1]).toBe('c.csv does not show its busiest minute: the peak is that of its busiest 60.0 min');
});

test('600 instants within 10 s are 10/s of the busiest minute, also across a whole minute after the first request', () => {
  const within = Array.from({ length: 600 }, (_, index) => 55_000 + index * 16);
  const found = busiestMinute(ofInstants([0, ...within, 400_000]));
  expect(found).toEqual({ fromMs: 55_000, untilMs: 115_000, perSecond: 10 });
});

test('the end of a minute is not in it, and a shorter record is taken as a whole', () => {
  // Ten at each minute: 10 / 60, not 20 / 60.
  const cron = Array.from({ length: 50 }, (_, index) => 60_000 * Math.floor(index / 10));
  expect(busiestMinute(ofInstants(cron))?.perSecond).toBeCloseTo(10 / 60, 12);
  expect(busiestMinute(ofInstants([0, 1000, 2000, 20_000]))).toEqual({ fromMs: 0, untilMs: 20_000, perSecond: 0.15 });
  expect(busiestMinute(ofInstants([0, 0]))).toBeUndefined();
});
