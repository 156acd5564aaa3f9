import { afterEach, expect, it, vi } from 'vitest';
import { WallClock } from '../../../../src/experiment/observe/wall-clock.ts';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { aheadMs } from '../../../../src/model/clock-reading.ts';

afterEach(() => vi.restoreAllMocks());

it('keeps the largest step, also of a clock that was set back to where it was', () => {
  const now = vi.spyOn(Date, 'now');
  const monotonic = vi.spyOn(performance, 'now');
  const at = (wallMs: number, monotonicMs: number) => {
    now.mockReturnValue(wallMs);
    monotonic.mockReturnValue(monotonicMs);
  };
  at(1_000_000, 500);
  const clock = new WallClock();
  at(1_000_100, 600);
  clock.look();
  expect(clock.steppedMs).toBe(0);
  // 100 ms later it says 7.1 s later: it was set forward by 7 s.
  at(1_007_200, 700);
  clock.look();
  at(1_000_300, 800);
  clock.look();
  expect(clock.steppedMs).toBe(7000);
});

it('another process is ahead by what its epoch has more than its monotonic clock tells', () => {
  // It started later by 400 ms of the monotonic clock, and by 3,600,400 ms of the wall clock.
  expect(aheadMs({ epochMs: 4_600_400, monotonicMs: 900 }, { epochMs: 1_000_000, monotonicMs: 500 })).toBe(3_600_000);
});

it.each([
  [50, []],
  [51, ['the wall clock of this machine was set forward by 0.05 s during the run']],
  [-3_600_000, ['the wall clock of this machine was set back by 3600.00 s during the run']],
])('a step of %d ms', (stepMs, messages) => {
  expect(judge([], false, { clockStepMs: stepMs }).reasons.map(({ message }) => message)).toEqual(messages);
});
