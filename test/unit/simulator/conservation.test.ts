import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/model/random.ts';
import type { Arrivals } from '../../../src/simulator/arrivals/arrivals.ts';
import { type SimulationOptions, simulate } from '../../../src/simulator/simulate.ts';
import { unlimited } from './unlimited.ts';

const call = { kind: 'exponential', meanMs: 150 } as const;
const init = { kind: 'constant', ms: 400 } as const;
const independent = { kind: 'independent', call, cpuMs: 3 } as const;
const loops = {
  kind: 'event-loop',
  parts: [
    { cpu: { kind: 'exponential', meanMs: 2 }, wait: { time: call, by: 'socket' } },
    { cpu: { kind: 'constant', ms: 1 } },
  ],
} as const;

/** Each is too small for some of the loads. */
const platforms: readonly SimulationOptions['platform'][] = [
  { ...unlimited, call, init, keepAlive: { kind: 'exponential', meanMs: 3000 }, maxLifeMs: 20_000 },
  {
    ...{ ...unlimited, call, init, provisionedConcurrency: 3, proactiveShare: 0.3 },
    account: {
      concurrentExecutions: 12,
      unreservedMinimum: 0,
      scaling: { burst: 5, perMs: 1000 },
      requestsPerSecondPerConcurrency: 10,
    },
    retries: { attempts: 3, delayMs: 100, maxDelayMs: 150, jitter: 'full' },
  },
  { ...unlimited, call, init, routing: 'newest', keepAlive: { kind: 'uniform', minMs: 0, maxMs: 2000 } },
  { ...unlimited, call, init, routing: 'least-recently-used', keepAlive: { kind: 'halving', periodMs: 500 } },
  { kind: 'servers', servers: 3, perServer: 2, serving: independent, maxQueuedMs: 200 },
  { kind: 'servers', servers: 2, serving: loops, spreading: 'random' },
  { kind: 'web', perEnvironment: 3, maxEnvironments: 4, keepAliveMs: 500, serving: loops, init },
  {
    kind: 'managed',
    perEnvironment: 3,
    maxEnvironments: 6,
    serving: independent,
    init,
    scaleEveryMs: 500,
    doubleWithinMs: 2000,
  },
  { kind: 'knative', perInstance: 4, maxInstances: 5, maxQueued: 30, serving: independent, init },
  { kind: 'cloud-run', perInstance: 4, maxInstances: 5, maxQueuedMs: 300, keepAliveMs: 800, serving: loops, init },
];

const loadsOf = (random: () => number): Arrivals[] => [
  { kind: 'poisson', perSecond: 20 + 100 * random(), durationMs: 9777.7 },
  { kind: 'stages', stages: [0, 150, 10].map((perSecond) => ({ perSecond, durationMs: 4000 })) },
  {
    kind: 'merged',
    of: [
      { kind: 'even', perSecond: 30, durationMs: 10_000 },
      { kind: 'bursts', size: 1 + Math.floor(60 * random()), count: 5, everyMs: 2000, fromMs: 500 },
    ],
  },
  { kind: 'counts', stepMs: 1000, counts: [5, 0, 100, 300, 1] },
];

it.each(platforms)('every arrival ends exactly once: platform %#, $kind', (platform) => {
  for (let seed = 1; seed <= 3; seed += 1)
    for (const arrivals of loadsOf(seededRandom(seed))) {
      const { requests, measured, latencyMs, overTime, alive } = simulate({ arrivals, platform, seed });
      expect(requests.arrived).toBeGreaterThan(100);
      expect(requests.completed + requests.throttled).toBe(requests.arrived);
      // All are measured from 0 on.
      expect(measured.served).toBe(requests.completed);
      expect(latencyMs.count).toBe(requests.completed);
      expect(measured.throttled).toBe(requests.throttled);
      expect(measured.coldStarts).toBeLessThanOrEqual(measured.served);
      expect(overTime.arrivals.reduce((sum, each) => sum + each, 0)).toBe(requests.arrived);
      expect(alive.peak).toBeGreaterThanOrEqual(1);
    }
});

/** Recorded instants on a coarse grid: many at once, pauses in which all ends, and calls that end where the steps of a simulation do. */
function recordOf(random: () => number, requests: number): { kind: 'times'; atMs: number[]; serviceMs: number[] } {
  let [nowMs, left] = [0, 0];
  const gapMs = () => 250 * Math.floor(random() * (random() < 0.02 ? 60 : 3));
  const atMs = Array.from({ length: requests }, () => {
    if (left === 0) [nowMs, left] = [nowMs + gapMs(), Math.ceil(random() * 20)];
    left -= 1;
    return nowMs;
  });
  return { kind: 'times', atMs, serviceMs: atMs.map(() => 250 * Math.floor(random() * 5)) };
}

/** A call of two callbacks of 62.5 ms, so that event loops, too, end calls on that grid. */
const part = { kind: 'constant', ms: 62.5 } as const;
const gridLoops = {
  kind: 'event-loop',
  parts: [{ cpu: part, wait: { time: { kind: 'constant', ms: 125 }, by: 'timer' } }, { cpu: part }],
} as const;

const isOfLoops = (platform: SimulationOptions['platform']) =>
  'serving' in platform && platform.serving.kind === 'event-loop';

/** Inits and calls of whole steps. */
const onGrid = platforms.map(
  (platform) =>
    ({
      ...{ ...platform, init: { kind: 'constant', ms: 500 } },
      ...(isOfLoops(platform) && { serving: gridLoops }),
    }) as SimulationOptions['platform'],
);

/** As many requests in records of up to 100, each of which has its own end: all arrive and end, which are two events each. */
const ofEach = 1e6 / 2 / onGrid.length;

it.each(onGrid)('records with ties that end with a step: a million events, platform %#, $kind', (platform) => {
  const random = seededRandom(onGrid.indexOf(platform) + 1);
  let [events, onStep] = [0, 0];
  for (let seed = 1; events < 2 * ofEach; seed += 1) {
    const { serviceMs, ...instants } = recordOf(random, Math.ceil(random() * 100));
    const arrivals = isOfLoops(platform) ? instants : { ...instants, serviceMs };
    const { requests, measured, latencyMs, overTime, alive, measuredMs } = simulate({ arrivals, platform, seed });
    const { length } = arrivals.atMs;
    const ended = requests.completed + requests.throttled;
    const seen = [ended, measured.served + measured.throttled, latencyMs.count + measured.throttled];
    const steps = overTime.arrivals.reduce((sum, each) => sum + each, 0);
    const hasEnd = Number.isFinite(alive.mean) && Number.isFinite(measuredMs);
    if (![requests.arrived, ...seen, steps].every((each) => each === length) || !hasEnd)
      throw new Error(`seed ${seed}: ${JSON.stringify({ length, requests, measured, steps, measuredMs })}`);
    events += requests.arrived + ended;
    if (measuredMs % overTime.stepMs === 0) onStep += 1;
  }
  expect(onStep).toBeGreaterThan(10);
});

it('a record of three calls of 1 s, 10 s apart, has three requests, one environment and 21 s', () => {
  const platform = { ...unlimited, call: { kind: 'constant', ms: 1000 } } as const;
  const arrivals = { kind: 'times', atMs: [0, 10_000, 20_000] } as const;
  const { requests, measured, alive, measuredMs } = simulate({ arrivals, platform, seed: 1 });
  expect(requests).toEqual({ arrived: 3, completed: 3, throttled: 0 });
  expect(measured).toMatchObject({ served: 3, coldStarts: 1, refusals: 0 });
  expect([alive.mean, alive.peak, measuredMs]).toEqual([1, 1, 21_000]);
});

it('the same seed gives the same result, another one a different one', () => {
  const arrivals = { kind: 'poisson', perSecond: 50, durationMs: 20_000 } as const;
  const meanOf = (seed: number) => simulate({ arrivals, platform: { ...unlimited, call }, seed }).latencyMs.mean;
  expect(meanOf(1)).toBe(meanOf(1));
  expect(meanOf(1)).not.toBe(meanOf(2));
});

it('refuses what means nothing', () => {
  const arrivals = { kind: 'poisson', perSecond: -1, durationMs: 1000 } as const;
  expect(() => simulate({ arrivals, platform: unlimited, seed: 1 })).toThrow('a rate is -1');
  expect(() => simulate({ arrivals: { kind: 'times', atMs: [2, 1] }, platform: unlimited, seed: 1 })).toThrow(
    'sort them first',
  );
});
