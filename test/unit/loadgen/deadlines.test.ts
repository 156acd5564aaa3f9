import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from '../../../src/loadgen/deadlines.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const clock = { startedAtEpochMs: 0, nowMs: () => Date.now() };
const item = () => ({ expire: vi.fn() });

test('of 2 items with 100 ms each, added 40 ms apart, each expires after its own 100 ms, with one timer', () => {
  const deadlines = new Deadlines(100, clock, () => {});
  const [first, second] = [item(), item()];
  deadlines.add(first);
  vi.advanceTimersByTime(40);
  deadlines.add(second);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(61);
  expect([first.expire.mock.calls.length, second.expire.mock.calls.length]).toEqual([1, 0]);
  vi.advanceTimersByTime(40);
  expect([first.expire.mock.calls.length, second.expire.mock.calls.length]).toEqual([1, 1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what was deleted does not expire, what was added again starts anew', () => {
  const deadlines = new Deadlines(100, clock, () => {});
  const [gone, again] = [item(), item()];
  deadlines.add(gone);
  deadlines.add(again);
  deadlines.delete(gone);
  vi.advanceTimersByTime(60);
  deadlines.add(again);
  vi.advanceTimersByTime(60);
  expect([gone.expire.mock.calls.length, again.expire.mock.calls.length]).toEqual([0, 0]);
  vi.advanceTimersByTime(60);
  expect(again.expire).toHaveBeenCalledTimes(1);
});

test('at rest it does not expire; restarted, it has its whole time again', () => {
  const deadlines = new Deadlines(100, clock, () => {});
  const one = item();
  deadlines.add(one);
  deadlines.rest(one);
  vi.advanceTimersByTime(500);
  expect(one.expire).not.toHaveBeenCalled();
  deadlines.restart(one, Date.now());
  vi.advanceTimersByTime(99);
  expect(one.expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2);
  expect(one.expire).toHaveBeenCalledTimes(1);
});

test('an answer that has arrived but was not read is read before anything expires', () => {
  const late = item();
  const deadlines: Deadlines = new Deadlines(100, clock, () => deadlines.delete(late));
  deadlines.add(late);
  vi.advanceTimersByTime(500);
  expect(late.expire).not.toHaveBeenCalled();
});

test('cleared, it keeps no timer', () => {
  const deadlines = new Deadlines(100, clock, () => {});
  deadlines.add(item());
  deadlines.clear();
  expect(vi.getTimerCount()).toBe(0);
});
