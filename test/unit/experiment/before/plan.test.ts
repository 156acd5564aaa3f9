import { describe, expect, it } from 'vitest';
import {
  arrivalSeed,
  baselineOf,
  beginsFast,
  largestBurst,
  phasesOf,
  requestsOf,
} from '../../../../src/experiment/before/plan.ts';
import { phaseSchema } from '../../../../src/load/phases.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';

const scenario = scenarioSchema.parse({
  name: 'plan',
  question: 'What is sent?',
  workload: { kind: 'builtin', call: { ioMs: 1 } },
  targets: [
    { name: 'lambda', kind: 'local-lambda' },
    { name: 'server', kind: 'node-server' },
    { name: 'cluster', kind: 'node-server', processes: 4 },
  ],
  load: [
    { name: 'first', kind: 'sequential', requests: 2, targets: ['lambda'] },
    { name: 'stairs', kind: 'burst', size: [1, 2, 5], repeats: 3 },
    { name: 'ten', kind: 'burst', size: 10, repeats: 2 },
  ],
});
const [lambda, server] = scenario.targets;

describe('whether the generator has to be warm', () => {
  const begins = (load: object, threads = 1) =>
    beginsFast(scenarioSchema.parse({ ...scenario, targets: [server], threads, load: [{ name: 'load', ...load }] }));
  const rate = (ratePerSecond: number, durationMs = 2000) => ({ kind: 'constantRate', ratePerSecond, durationMs });

  it('from 500 requests in the first second of a phase on, on each thread', () => {
    expect(begins(rate(500))).toBe(true);
    expect(begins(rate(499))).toBe(false);
    // 499 requests are due within 499 ms.
    expect(begins(rate(1000, 499))).toBe(false);
    expect(begins(rate(999), 2)).toBe(false);
    expect(begins(rate(1000), 2)).toBe(true);
  });

  it('not for a ramp that begins slowly, nor for a load without a schedule', () => {
    const stages = [{ durationMs: 60_000, toRatePerSecond: 10_000 }];
    expect(begins({ kind: 'rampingRate', stages })).toBe(false);
    expect(begins({ kind: 'burst', size: 1000 })).toBe(false);
    expect(begins({ kind: 'closed', connections: 64, durationMs: 1000 })).toBe(false);
  });
});

describe('plan of a run', () => {
  it('2 one after another, (1 + 2 + 5) * 3 in stairs, 10 * 2', () => {
    expect(scenario.load.map((phase) => requestsOf(phase, 1, 1000))).toEqual([2, 24, 20]);
    expect(largestBurst(scenario)).toBe(10);
  });

  it('fires a phase at the targets that it names, else at all', () => {
    const names = (target: typeof lambda) => target && phasesOf(scenario, target).map(({ name }) => name);
    expect(names(lambda)).toEqual(['first', 'stairs', 'ten']);
    expect(names(server)).toEqual(['stairs', 'ten']);
  });

  it('counts what is due: 50/s for 2 s are 100, and what only time ends without a limit', () => {
    const phase = (fields: object) => phaseSchema.parse({ name: 'p', ...fields });
    expect(requestsOf(phase({ kind: 'constantRate', ratePerSecond: 50, durationMs: 2000 }), 1, 1000)).toBe(100);
    // Nobody counts 9 billion arrivals to learn that they are too many.
    expect(requestsOf(phase({ kind: 'poisson', ratePerSecond: 100_000, durationMs: 86_400_000 }), 1, 500)).toBe(501);
    expect(requestsOf(phase({ kind: 'closed', connections: 2, durationMs: 100 }), 1, 1000)).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(requestsOf(phase({ kind: 'pause', durationMs: 100 }), 1, 1000)).toBe(0);
  });

  it('draws other arrivals for every phase and repeat, the same at every target', () => {
    const [first, second] = scenario.load;
    if (first === undefined || second === undefined) throw new Error('two phases');
    const seeds = [arrivalSeed(scenario, first, 0), arrivalSeed(scenario, second, 0), arrivalSeed(scenario, first, 1)];
    expect(new Set(seeds).size).toBe(3);
  });

  it('compares with the first server unless told otherwise', () => {
    expect(baselineOf(scenario)).toBe('server');
    expect(baselineOf({ ...scenario, baseline: 'cluster' })).toBe('cluster');
    expect(baselineOf({ ...scenario, targets: scenario.targets.slice(0, 1) })).toBeUndefined();
  });
});
