import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The reference loop, a process of its own: the same short work each time, and the CPU time that it took. Neighbors on the same core, in
 * the same cache, and the clock of the CPU change that time; waiting for a CPU does not. `quiet`: some loops at once. `begin`: one
 * from time to time, until `end`.
 */
export interface ReferenceReading {
  readonly kind: 'quiet' | 'beside';
  /** On-CPU time of one loop; of `quiet` the median of several. */
  readonly cpuMs: number;
}

export type ReferenceOrder = 'quiet' | 'begin' | 'end';

/** About 2 ms on a CPU of 2026, so 1.6% of one core. */
const steps = 380_000;
const intervalMs = 125;
/** Short ones: the compiler counts calls and steps, and works beside them. 20 whole loops take four times the CPU, and no later loop less. */
const warmUpLoops = 20;
const warmUpSteps = steps / warmUpLoops;
const quietLoops = 7;
/** So that a loop begins as one beside a target does: on a CPU that did something else. */
const quietGapMs = 3;

/** 256 KB: beyond the first cache, which no neighbor shares unless it is on the same core. */
const table = new Uint32Array(2 ** 16);
for (let index = 0; index < table.length; index += 1) table[index] = Math.imul(index, 2654435761);

let besides = false;
// So that the compiler has done its work.
for (let loop = 0; loop < warmUpLoops; loop += 1) timed(warmUpSteps);
process.on('disconnect', () => process.exit(0));
// Nobody is left to read.
process.on('error', () => process.exit(0));
process.on('message', async (order: ReferenceOrder) => {
  besides = order === 'begin';
  if (order === 'quiet') process.send?.({ kind: 'quiet', cpuMs: await quietCpuMs() });
});
for (;;) {
  await sleep(intervalMs);
  if (besides) process.send?.({ kind: 'beside', cpuMs: timed() });
}

async function quietCpuMs(): Promise<number> {
  const all: number[] = [];
  for (let loop = 0; loop < quietLoops; loop += 1) {
    await sleep(quietGapMs);
    all.push(timed());
  }
  return all.sort((a, b) => a - b)[quietLoops >> 1] ?? Number.NaN;
}

/** The table is read first, so that its way into the cache is not part of the time. */
function timed(count = steps): number {
  let used = 0;
  for (let line = 0; line < table.length; line += 16) used ^= table[line] ?? 0;
  const before = process.cpuUsage();
  used ^= work(count);
  const { user, system } = process.cpuUsage(before);
  if (!Number.isInteger(used)) throw new Error('the work was not done');
  return (user + system) / 1000;
}

/** Each step needs the one before, of a multiplication and of a load. */
function work(count: number): number {
  let state = 1;
  for (let step = 0; step < count; step += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    state ^= table[state >>> 16] ?? 0;
  }
  return state;
}
