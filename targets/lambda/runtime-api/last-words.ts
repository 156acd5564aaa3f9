import { setImmediate } from 'node:timers/promises';
import type { Door } from './runtime.ts';

/**
 * What a process sent before its end is read before its end counts: two turns of the event loop to accept a connection that it may
 * just have made, and then the time to read what is on all of them.
 */
export async function lastWords(door: Door): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await setImmediate();
  await door.drained();
}
