import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { late, within } from '../../../../src/launch/helpers/within.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<string>(() => {});

/** At which ms it settles. */
async function settledAfter(waiting: Promise<unknown>, stepMs = 100): Promise<number> {
  let settled = false;
  void waiting.then(() => {
    settled = true;
  });
  for (let ms = 0; ; ms += stepMs) {
    if (settled) return ms;
    await vi.advanceTimersByTimeAsync(stepMs);
  }
}

it('gives what came, and late when nothing did', async () => {
  expect(await within(Promise.resolve('here'), { ms: 1000 })).toBe('here');
  await expect(within(Promise.reject(new Error('gone')), { ms: 1000 })).rejects.toThrow('gone');
  const waiting = within(never, { ms: 1000 });
  expect(await settledAfter(waiting)).toBe(1000);
  expect(await waiting).toBe(late);
});

it('a run that is told to stop waits 300 ms from then, and never longer than it would have', async () => {
  const controller = new AbortController();
  const waiting = within(never, { ms: 5000, signal: controller.signal, hurriedMs: 300 });
  await vi.advanceTimersByTimeAsync(1000);
  controller.abort();
  expect(await settledAfter(waiting)).toBe(300);
  expect(await settledAfter(within(never, { ms: 5000, signal: controller.signal, hurriedMs: 300 }))).toBe(300);
  expect(await settledAfter(within(never, { ms: 200, signal: controller.signal, hurriedMs: 300 }))).toBe(200);
});
