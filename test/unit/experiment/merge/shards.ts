import type { RunToMerge } from '../../../../src/experiment/merge/run-to-merge.ts';
import { Observation, Tally } from '../../../../src/experiment/observe/observation.ts';
import { assembleResult } from '../../../../src/experiment/result/assemble.ts';
import { moduleOf } from '../../../../src/load/phase-modules.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { type Scenario, scenarioSchema } from '../../../../src/scenario/schema.ts';
import { Secrets } from '../../../../src/scenario/secrets/secrets.ts';
import { BurstSizes, sizesOfBursts } from '../../../../src/stats/parts/burst-sizes.ts';
import { ScheduleKept } from '../../../../src/stats/schedule-kept.ts';
import { noise } from '../../../fixtures/report/make-samples.ts';

export const epochMs = Date.UTC(2026, 10, 30);

export const scenarioOf = (load: object, stated: object = {}): Scenario =>
  scenarioSchema.parse({
    ...{ name: 'shard', question: 'Does it merge?', load: [{ name: 'load', ...load }] },
    targets: [{ name: 'api', kind: 'http', url: 'http://api.example/' }],
    ...stated,
  });

/** A run that fired these samples in one phase from 100 ms on, as the experiment makes it. */
export function runOf(name: string, scenario: Scenario, samples: readonly Sample[], startedAfterMs = 0): RunToMerge {
  const [target] = scenario.targets;
  const [phase] = scenario.load;
  if (target === undefined || phase === undefined) throw new Error('no target or no phase');
  const seen = new Observation(target);
  const module = moduleOf(phase);
  const tally = new Tally();
  const schedule = module.shape === 'due' ? new ScheduleKept() : undefined;
  const sizes =
    module.shape === 'rounds'
      ? sizesOfBursts(module.load(phase, { seed: 1, readFile: () => new Float64Array() }))
      : undefined;
  const bySize = sizes && new BurstSizes(sizes);
  for (const sample of samples) {
    seen.note(sample);
    tally.add(sample);
    schedule?.add(sample);
    bySize?.add(sample);
  }
  seen.tally.merge(tally);
  seen.phases.push({
    ...{ phase, repeat: 0, tally, ...timesOf(samples) },
    ...(schedule && { schedule: schedule.finish() }),
    ...(bySize && { bySize: bySize.finish() }),
  });
  seen.repeats.push({ health: { cpuMs: 10 }, notMeasured: [] });
  seen.completed = 1;
  const startedAtEpochMs = epochMs + startedAfterMs;
  const result = assembleResult({
    ...{
      scenario,
      scenarioFile: `${name}.yaml`,
      secrets: new Secrets([], {}),
      seen: [seen],
      workloads: {},
      version: '0.1.0',
    },
    ...{ calibration: undefined, interrupted: false, aborted: undefined, clockStepMs: 0, startedAtEpochMs },
    finishedAtEpochMs: startedAtEpochMs + timesOf(samples).finishedAtMs,
  });
  return { name, scenario, result };
}

const timesOf = (samples: readonly Sample[]) => ({
  startedAtMs: Math.min(...samples.map(({ intendedAtMs }) => intendedAtMs)),
  finishedAtMs: Math.max(...samples.map(({ completedAtMs }) => completedAtMs)),
});

const us = (ms: number) => Math.round(ms * 1000) / 1000;

/** One every 2 ms, of 5 to 45 ms, in whole µs, by 7 instances; every 50th fails. Bursts have 100 each. */
export function madeSamples(count: number, seed: number, isBurst = false): Sample[] {
  const next = noise(seed);
  return Array.from({ length: count }, (_, index): Sample => {
    const burst = Math.floor(index / 100);
    const intendedAtMs = us(isBurst ? 100 + 1000 * burst : 100 + 2 * index);
    const sentAtMs = us(intendedAtMs + next());
    const completedAtMs = us(sentAtMs + 5 + 40 * next());
    const instance = Math.floor(7 * next());
    return {
      ...{ target: 'api', phase: 'load', repeat: 0, intendedAtMs, sentAtMs, completedAtMs, connection: 'reused' },
      ...{ bytes: 120, meters: {}, ...(isBurst && { burst }) },
      firstByteAtMs: us(completedAtMs - 0.2),
      outcome: index % 50 === 49 ? { kind: 'http-error', status: 500 } : { kind: 'answered', status: 200 },
      identity: { instanceId: `instance-${instance}`, coldStart: next() < 0.1 },
    };
  }).sort((a, b) => (a.burst ?? 0) - (b.burst ?? 0) || a.completedAtMs - b.completedAtMs);
}

/** The same on a clock that is `byMs` ahead. */
export const moved = (samples: readonly Sample[], byMs: number): Sample[] =>
  samples.map((sample) => ({
    ...sample,
    intendedAtMs: us(sample.intendedAtMs + byMs),
    completedAtMs: us(sample.completedAtMs + byMs),
    ...(sample.sentAtMs !== undefined && { sentAtMs: us(sample.sentAtMs + byMs) }),
    ...(sample.firstByteAtMs !== undefined && { firstByteAtMs: us(sample.firstByteAtMs + byMs) }),
  }));
