import { expect, it } from 'vitest';
import type { LoopPart } from '../../../../src/simulator/platforms/shared.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const partsOf = (cpuBefore: number, waitMs: number, by: 'timer' | 'socket', cpuAfter: number): LoopPart[] => [
  { cpu: { kind: 'constant', ms: cpuBefore }, wait: { time: { kind: 'constant', ms: waitMs }, by } },
  { cpu: { kind: 'constant', ms: cpuAfter } },
];

function latencies(parts: LoopPart[], atMs: readonly number[], servers = 1, wakeShare = 0) {
  const platform = { kind: 'servers', servers, serving: { kind: 'event-loop', parts, wakeShare } } as const;
  const { latencyMs } = simulate({ arrivals: { kind: 'times', atMs }, platform, seed: 1 });
  return { mean: latencyMs.mean, max: latencyMs.max, min: latencyMs.percentile(0) };
}

it('three requests at once of 10 ms, a wait of 100 ms and 5 ms: 115, 125 and 135 ms', () => {
  expect(latencies(partsOf(10, 100, 'timer', 5), [0, 0, 0])).toEqual({ mean: 125, max: 135, min: 115 });
});

it('a loop wakes for 1 % of the time for which it was blocked: 1 ms for the requests of 100, 0.8 for the timer of 211, 0.05 for the others', () => {
  // First parts from 101 to 131, when it blocks. Wakes at 211 until 211.8, runs until 216.8; blocks until 221.8, wakes until 221.85, ends 226.85; then 231.85, 231.9, 236.9.
  const { min, mean, max } = latencies(partsOf(10, 100, 'timer', 5), [100, 100, 100], 1, 0.01);
  expect(min).toBeCloseTo(116.8, 9);
  expect(mean).toBeCloseTo((116.8 + 126.85 + 136.9) / 3, 9);
  expect(max).toBeCloseTo(136.9, 9);
  expect(() => latencies(partsOf(1, 1, 'timer', 1), [0], 1, -1)).toThrow('wakeShare is -1');
});

it('wakes once for the timers that become due while it runs: 36, 41 and 46 ms after the first, with 1 ms to wake', () => {
  expect(latencies(partsOf(10, 5, 'timer', 5), [100, 100, 100], 1, 0.01)).toMatchObject({ max: 46, min: 36 });
});

it('counts whole ms: a timer that is set at 3.4 for 50 is due at 53, which is 53.2 for a loop that runs until then, and 53.7 for one that blocks at 52.7', () => {
  // The other request takes 3 ms until 53.2; its own timer is due at 103, and the loop, which blocks at 58.2, wakes at 103.2.
  const busy = latencies(partsOf(3, 50, 'timer', 5), [0.4, 50.2]);
  expect(busy.min).toBeCloseTo(53.2 + 5 - 0.4, 9);
  expect(busy.max).toBeCloseTo(103.2 + 5 - 50.2, 9);
  // It takes until 52.7 and is due at 102; the loop blocks at 58.7.
  const blocked = latencies(partsOf(3, 50, 'timer', 5), [0.4, 49.7]);
  expect(blocked.max).toBeCloseTo(53.7 + 5 - 0.4, 9);
  expect(blocked.min).toBeCloseTo(102.7 + 5 - 49.7, 9);
});

it('timers that become due while others run are run before the loop looks at its sockets: 35, 40, 45, and 33 + 5 for the one that came at 32', () => {
  // First parts until 30, when the timers of 15 and 25 are due; that of 35 is due before 40. The request of 32 begins at 45, waits from 55 to 60, ends at 65.
  const { mean, max } = latencies(partsOf(10, 5, 'timer', 5), [0, 0, 0, 32]);
  expect(max).toBe(45);
  expect(mean).toBe((35 + 40 + 45 + 33) / 4);
});

it('sockets are taken in batches, as they became ready: the request of 32 comes before the answer of 35', () => {
  // Batch at 30: the answers of 15 and 25, until 40. Batch at 40: the request of 32 until 50, the answer of 35 until 55. The request waits until 55, ends at 60.
  const { mean, max } = latencies(partsOf(10, 5, 'socket', 5), [0, 0, 0, 32]);
  expect(max).toBe(55);
  expect(mean).toBe((35 + 40 + 55 + 28) / 4);
});

it('two processes in turn share the load: of four requests at once each has two', () => {
  expect(latencies(partsOf(10, 100, 'timer', 5), [0, 0, 0, 0], 2)).toMatchObject({ mean: 120, max: 125 });
});

it('counts the requests that a process has at once, for its memory', () => {
  const serving = { kind: 'event-loop', parts: partsOf(1, 100, 'socket', 1) } as const;
  const arrivals = { kind: 'bursts', size: 30, count: 1, everyMs: 1000 } as const;
  const { mostPerEnvironment, alive } = simulate({
    arrivals,
    platform: { kind: 'servers', servers: 3, serving },
    seed: 1,
  });
  expect(mostPerEnvironment).toBe(10);
  expect(alive.mean).toBe(3);
});

it('refuses call times of a recording, which say nothing about a shared loop', () => {
  const serving = { kind: 'event-loop', parts: partsOf(1, 1, 'timer', 1) } as const;
  const arrivals = { kind: 'times', atMs: [0], serviceMs: [5] } as const;
  expect(() => simulate({ arrivals, platform: { kind: 'servers', servers: 1, serving }, seed: 1 })).toThrow(
    'leave out serviceMs',
  );
});

it('refuses parts of a call that do not fit together', () => {
  const serving = { kind: 'event-loop', parts: partsOf(1, 1, 'timer', 1).reverse() } as const;
  const arrivals = { kind: 'bursts', size: 1, count: 1, everyMs: 1 } as const;
  expect(() => simulate({ arrivals, platform: { kind: 'servers', servers: 1, serving }, seed: 1 })).toThrow(
    'the last has none',
  );
});
