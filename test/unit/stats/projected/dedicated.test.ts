import { expect, it } from 'vitest';
import { onDedicatedCpus } from '../../../../src/stats/projected/dedicated.ts';

const need = (cpuMs: number, waitMs: number, queuedMs = 0, throttledMs = 0) => ({
  ...{ cpuMs, waitMs, queuedMs, queuedInsideMs: queuedMs, throttledMs },
});

it('gives 512 MB 512 / 1769 of a vCPU: 150 ms of waiting and 2 ms of CPU take 156.91 ms, billed 157', () => {
  const call = onDedicatedCpus({ atEpochMs: 0, memorySizeMb: 512, requestId: 'a', call: need(2, 150) }, 1);
  expect(call.callMs).toBeCloseTo(150 + (2 * 1769) / 512, 9);
  expect(call).toMatchObject({ billedMs: 157, cpuMs: 2 });
  expect(call.throttledMs).toBeCloseTo((2 * 1769) / 512 - 2, 9);
  expect(call.initMs).toBeUndefined();
});

it('leaves out what this machine added: queueing, and a CPU share that was enforced here', () => {
  const seen = { atEpochMs: 0, memorySizeMb: 1769, requestId: 'a' };
  const quiet = onDedicatedCpus({ ...seen, call: need(10, 50), init: need(60, 20) }, 1);
  const crowded = onDedicatedCpus({ ...seen, call: need(10, 50, 400, 30), init: need(60, 20, 900) }, 1);
  expect(crowded).toEqual(quiet);
  // init 20 + 60, call 50 + 10
  expect(quiet).toMatchObject({ initMs: 80, callMs: 60, billedMs: 140, cpuMs: 70, throttledMs: 0 });
});

it('initializes with 2 vCPU whatever the memory size, of which one thread uses one', () => {
  const call = onDedicatedCpus(
    { atEpochMs: 0, memorySizeMb: 128, requestId: 'a', call: need(1, 0), init: need(60, 20) },
    1,
  );
  expect(call.initMs).toBe(80);
  // 1 ms of CPU at 128 / 1769 of a vCPU
  expect(call.callMs).toBeCloseTo(13.82, 2);
});

it('does not make a single thread faster above 1,769 MB', () => {
  const at = (memorySizeMb: number) =>
    onDedicatedCpus({ atEpochMs: 0, memorySizeMb, requestId: 'a', call: need(10, 5) }, 1).callMs;
  expect(at(10_240)).toBe(15);
  expect(at(1769)).toBe(15);
});

it('scales CPU and not waiting: neighbors that slow the CPU by 1.25, on CPUs of 1.5 times the speed', () => {
  // 10 ms / 1.25 * 1.5 = 12 ms
  const call = onDedicatedCpus({ atEpochMs: 0, memorySizeMb: 1769, requestId: 'a', call: need(10, 50) }, 1.5 / 1.25);
  expect(call.callMs).toBeCloseTo(62, 9);
});

it('bills the timeout of a call that it ended, whatever the parts of that time: 3,000 ms', () => {
  const call = { ...need(5, 2696, 299), queuedInsideMs: 299 };
  const ended = { atEpochMs: 0, memorySizeMb: 512, requestId: 'a', call, timedOutAfterMs: 3000 };
  expect(onDedicatedCpus(ended, 1)).toMatchObject({ callMs: 3000, billedMs: 3000 });
});

it('says by how much threads may overlap: 40 ms of another thread, at half a vCPU, fit into 60 ms of waiting for 40 ms', () => {
  const overlap = (memorySizeMb: number, waitMs: number) => {
    const threads = { cpuMs: 40, parallelMs: 25 };
    const call = need(50, waitMs);
    return onDedicatedCpus({ atEpochMs: 0, memorySizeMb, requestId: 'a', call, threads }, 1).mayOverlapMs;
  };
  // 40 / 0.5 - 40
  expect(overlap(1769 / 2, 60)).toBeCloseTo(40, 9);
  expect(overlap(1769 / 2, 15)).toBe(15);
  expect(overlap(1769, 60)).toBe(0);
  // Two vCPUs: what ran beside something else here may do so there.
  expect(overlap(3538, 0)).toBe(25);
});

it('bills only the last part of a restore: 10 + 50 ms of the call and 53 of 61 ms are 113 ms', () => {
  const restored = { atEpochMs: 0, memorySizeMb: 1769, requestId: 'a', call: need(10, 50), init: need(2, 59) };
  expect(onDedicatedCpus({ ...restored, billedRestoreMs: 53 }, 1)).toMatchObject({ initMs: 61, billedMs: 113 });
});
