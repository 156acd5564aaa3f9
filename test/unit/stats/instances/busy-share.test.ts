import { expect, it } from 'vitest';
import type { EnvironmentEvent, EnvironmentState } from '../../../../src/model/platform/telemetry.ts';
import { busyShareOfLife } from '../../../../src/stats/instances/busy-share.ts';

const event = (environmentId: string, state: EnvironmentState, atEpochMs: number): EnvironmentEvent => ({
  type: 'rollcall.environment',
  time: new Date(atEpochMs).toISOString(),
  record: { environmentId, pid: 7, state, atEpochMs },
});

const life = (id: string, times: Partial<Record<EnvironmentState, number>>) =>
  (Object.entries(times) as [EnvironmentState, number][]).map(([state, at]) => event(id, state, at));

const a = life('a', { starting: 0, busy: 100, idle: 150, stopped: 200 });
const b = life('b', { starting: 100, busy: 120 });

it('is 50 of 200 ms for one environment, and 130 of 300 ms with another that is busy to the last event', () => {
  expect(busyShareOfLife([a])).toBe(0.25);
  // b: alive 100 to 200, busy 120 to 200.
  expect(busyShareOfLife([[...b, ...a]])).toBeCloseTo(130 / 300, 12);
});

it('in a window counts what lies in it: from 130 to 180, a is busy for 20 of 50 ms, b for all of its 50', () => {
  expect(busyShareOfLife([[...a, ...b]], { fromEpochMs: 130, toEpochMs: 180 })).toBe(0.7);
});

it('ends the lives of each platform with its own last event', () => {
  const later = life('c', { starting: 1000, busy: 1010, idle: 1020, stopped: 1040 });
  // a and b: 130 of 300; c: 10 of 40.
  expect(busyShareOfLife([[...a, ...b], later])).toBeCloseTo(140 / 340, 12);
});

it('is undefined without environments', () => {
  expect(busyShareOfLife([[]])).toBeUndefined();
});
