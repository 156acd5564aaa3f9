import { expect, it } from 'vitest';
import type { CloudRun } from '../../../../src/simulator/platforms/cloud-run.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const service: CloudRun = {
  ...{ kind: 'cloud-run', perInstance: 10, maxInstances: 5 },
  serving: { kind: 'independent', call: { kind: 'constant', ms: 8000 } },
  init: { kind: 'constant', ms: 1000 },
};

it('100 requests at once on 5 instances of 10 places: 50 wait 1 s, 50 wait 9 s for their places, and of 150 the last 50 give up after 10 s', () => {
  const burst = (size: number) =>
    simulate({ arrivals: { kind: 'bursts', size, count: 1, everyMs: 60_000 }, platform: service, seed: 1 });
  const { requests, alive, waitedMs } = burst(100);
  expect(requests).toEqual({ arrived: 100, completed: 100, throttled: 0 });
  expect(alive.peak).toBe(5);
  expect([waitedMs.percentile(0), waitedMs.max]).toEqual([1000, 9000]);
  expect(burst(150).requests).toEqual({ arrived: 150, completed: 100, throttled: 50 });
});

it('idle instances end after 15 minutes, but for the least number', () => {
  const arrivals = { kind: 'times', atMs: [0], durationMs: 2_000_000 } as const;
  const { overTime } = simulate({ arrivals, platform: service, seed: 1 });
  const aliveAt = (ms: number) => overTime.alive[Math.floor(ms / overTime.stepMs)];
  // Its only call ends at 9 s.
  expect([aliveAt(900_000), aliveAt(920_000)]).toEqual([1, 0]);
  const kept = simulate({ arrivals, platform: { ...service, minInstances: 2 }, seed: 1 });
  expect(kept.alive.mean).toBe(2);
});
