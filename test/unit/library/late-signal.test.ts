import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lateSignal } from '../../../src/library/late-signal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is aborted 2.5 s after the signal, and never once it is disposed: no timer is left', () => {
  const controller = new AbortController();
  const [kept, disposed] = [lateSignal(controller.signal), lateSignal(controller.signal)];
  controller.abort();
  expect(vi.getTimerCount()).toBe(2);
  disposed[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(2499);
  expect(kept.late.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect([kept.late.aborted, disposed.late.aborted]).toEqual([true, false]);
});
