import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** A timer is late by 1 ms and more: the last stretch to an instant is walked in turns of the event loop. */
const walkedMs = 2;

/** Until the instant has come, or the run is stopped. */
export async function waitUntil(atMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const leftMs = atMs - clock.nowMs();
  if (leftMs > walkedMs) await pause(leftMs - walkedMs, signal);
  if (clock.nowMs() < atMs && !signal.aborted) await walk(() => clock.nowMs() >= atMs || signal.aborted);
}

/** In turns of the event loop, without a promise for each: their garbage would have to be collected in the middle of the load. */
const walk = (arrived: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const step = () => {
      if (arrived()) resolve();
      else setImmediate(step);
    };
    setImmediate(step);
  });

/** Until the time is over, or the run is stopped. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The event loop goes round once. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
