import { expect, it } from 'vitest';
import { Knative, knativeDefaults } from '../../../../src/simulator/scalers/knative.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const autoscaler = () =>
  new Knative({ ...knativeDefaults, target: 7, minInstances: 0, maxInstances: 1000, maxQueued: 1e6 });

it('without panic it wants the mean of the stable window over the target: 70 / 7 = 10, 71 / 7 = 11', () => {
  expect(autoscaler().wanted(0, 10, 70, 70)).toBe(10);
  expect(autoscaler().wanted(0, 10, 71, 71)).toBe(11);
});

it('panics where twice the ready instances are needed: at 133 in flight 19 of 10 do not, at 134 they are 20', () => {
  expect(autoscaler().wanted(0, 10, 70, 133)).toBe(10);
  expect(autoscaler().wanted(0, 10, 70, 134)).toBe(20);
});

it('does not want fewer while it panics, and for a stable window of 60 s after that', () => {
  const one = autoscaler();
  expect(one.wanted(0, 10, 70, 140)).toBe(20);
  expect(one.wanted(2000, 20, 70, 70)).toBe(20);
  expect(one.wanted(4000, 20, 70, 175)).toBe(25);
  expect(one.wanted(60_000, 25, 70, 70)).toBe(25);
  // 10 are needed, but no fewer than half of the 25 that are ready: 12.
  expect(one.wanted(60_001, 25, 70, 70)).toBe(12);
});

it('a panic that goes on is counted anew from its last look', () => {
  const one = autoscaler();
  expect(one.wanted(0, 10, 70, 140)).toBe(20);
  expect(one.wanted(30_000, 10, 70, 140)).toBe(20);
  expect(one.wanted(90_000, 20, 70, 70)).toBe(20);
  expect(one.wanted(90_001, 20, 70, 70)).toBe(10);
});

const service = {
  kind: 'knative',
  serving: { kind: 'independent', call: { kind: 'constant', ms: 1000 } },
  init: { kind: 'constant', ms: 2000 },
  perInstance: 10,
} as const;

it('100/s of 1 s with 10 places each of which 7 are to be used: 15 instances, all requests served', () => {
  const arrivals = { kind: 'even', perSecond: 100, durationMs: 400_000 } as const;
  const { alive, requests } = simulate({ arrivals, platform: service, seed: 1, fromMs: 200_000 });
  expect(alive.mean).toBe(15);
  expect(requests).toEqual({ arrived: 40_000, completed: 40_000, throttled: 0 });
});

it('the first request waits for the first instance, and 90 s after the last one none is left', () => {
  const arrivals = { kind: 'times', atMs: [500], durationMs: 200_000 } as const;
  const { alive, latencyMs, measured, overTime } = simulate({ arrivals, platform: service, seed: 1 });
  expect(latencyMs.max).toBe(3000);
  expect(measured).toMatchObject({ coldStarts: 1, initializations: 1 });
  // In the stable window until 3,500 + 60,000; none wanted at 64,000; the grace of 30,000 is over at 94,000.
  expect(alive.mean).toBeCloseTo((94_000 - 500) / 200_000, 9);
  expect(overTime.alive.at(-1)).toBe(0);
});
