import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { interruptible } from '../../../src/cli/interruptible.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('a command that has ended leaves neither a timer that would end the process nor a listener', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = process.listenerCount('SIGINT');
  const stop = interruptible();
  process.emit('SIGINT');
  expect([stop.signal.aborted, write.mock.calls.length]).toEqual([true, 1]);
  // The limit of the command, and the late signal.
  expect(vi.getTimerCount()).toBe(2);
  stop[Symbol.dispose]();
  expect([vi.getTimerCount(), process.listenerCount('SIGINT')]).toEqual([0, before]);
});
