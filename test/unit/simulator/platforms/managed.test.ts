import { expect, it } from 'vitest';
import { environmentsPerHost, type ManagedInstances } from '../../../../src/simulator/platforms/managed.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const managed: ManagedInstances = {
  ...{ kind: 'managed', perEnvironment: 10, maxEnvironments: 50 },
  serving: { kind: 'independent', call: { kind: 'constant', ms: 100 } },
  init: { kind: 'constant', ms: 1000 },
};

it('3 environments of 10 that are two thirds full take half as much again at once: 30 are served, of 31 one is throttled', () => {
  const burst = (size: number) =>
    simulate({ arrivals: { kind: 'bursts', size, count: 1, everyMs: 1000 }, platform: managed, seed: 1 }).requests;
  expect(burst(30)).toEqual({ arrived: 30, completed: 30, throttled: 0 });
  expect(burst(31)).toEqual({ arrived: 31, completed: 30, throttled: 1 });
});

it('under ten times the load it has doubled after 5 s and doubles again every 5 minutes: 3, 6, 12, 24', () => {
  // 200/s of 1 s are 200 in flight, and 30 environments would be needed.
  const arrivals = { kind: 'even', perSecond: 200, durationMs: 900_000 } as const;
  const slow: ManagedInstances = { ...managed, serving: { kind: 'independent', call: { kind: 'constant', ms: 1000 } } };
  const { overTime, measured } = simulate({ arrivals, platform: slow, seed: 1 });
  const aliveAt = (seconds: number) => overTime.alive[Math.floor((1000 * seconds) / overTime.stepMs)];
  expect([0, 20, 280, 320, 580, 620].map(aliveAt)).toEqual([3, 6, 6, 12, 12, 24]);
  expect(measured.throttled).toBeGreaterThan(0);
});

it('scales on CPU, too: 300/s of 10 ms on a CPU use all of 3 vCPUs, where places would suffice', () => {
  const serving = { ...managed.serving, cpuMs: 10 } as ManagedInstances['serving'];
  const arrivals = { kind: 'even', perSecond: 300, durationMs: 30_000 } as const;
  // 3 environments * share 1 * 1.5 = 4.5, so 5 are needed. Without CPU 30 in flight need 4.5, too: with calls of 20 ms 6 in flight need 1.
  const short = { ...serving, call: { kind: 'constant', ms: 20 } } as ManagedInstances['serving'];
  expect(simulate({ arrivals, platform: { ...managed, serving: short }, seed: 1 }).alive.peak).toBe(5);
});

it('an instance of 4 vCPU and 8 GB has room for 3 environments of 1 vCPU and 2 GB beside what is reserved', () => {
  expect(environmentsPerHost({ vcpus: 4, memoryGb: 8 }, { vcpus: 1, memoryGb: 2 })).toBe(3);
  expect(environmentsPerHost({ vcpus: 4, memoryGb: 8 }, { vcpus: 1, memoryGb: 4 })).toBe(1);
  expect(environmentsPerHost({ vcpus: 1, memoryGb: 8 }, { vcpus: 1, memoryGb: 2 })).toBe(0);
});
