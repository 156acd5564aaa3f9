import { expect, it } from 'vitest';
import type { PhaseResult, TargetResult } from '../../../../src/model/run-result.ts';
import { compareRepeats } from '../../../../src/stats/comparison/compare-repeats.ts';
import { metricName } from '../../../../src/stats/comparison/metrics.ts';
import { repeatsOf } from '../../../../src/stats/comparison/repeats.ts';
import { answered, medianMs, phaseResult, targetResult } from '../../experiment/target-result.ts';

const repeated = (name: string, medians: readonly number[], stated: Partial<TargetResult> = {}): TargetResult =>
  targetResult(name, {
    phases: medians.map((p50, repeat) => phaseResult('burst', { repeat, ...answered(10), ...medianMs(p50) })),
    ...stated,
  });
const options = { baseline: 'server', threshold: 0.05, alpha: 0.05 };
const p50Of = (targets: TargetResult[]) =>
  compareRepeats({ targets, verdict: { status: 'VALID', targets: [], reasons: [] } }, options).find(
    ({ metric }) => metricName(metric) === 'latencyMs.serviceTime.all.p50',
  );

/** Drifts far more than the targets differ. */
const drifting = [100, 200, 150, 400, 300, 250, 120, 340];

it('8 repeats that drift fourfold: half as much again in each is found, and is 50 % with its interval', () => {
  const lambda = drifting.map((value) => value * 1.5);
  const found = p50Of([repeated('server', drifting), repeated('lambda', lambda)]);
  // All 8 differences on one side: p = 2 / 256.
  expect(found?.values.p).toBeCloseTo(2 / 256, 9);
  expect(found?.conclusion).toBe('regression');
  expect(found?.values.ratio?.estimate).toBeCloseTo(1.5, 9);
  expect(found?.values.ratio?.interval?.low).toBeCloseTo(1.5, 9);
});

it('5 repeats are too few: p is at best 2 / 32', () => {
  const [server, lambda] = [drifting.slice(0, 5), drifting.slice(0, 5).map((value) => value * 3)];
  const found = p50Of([repeated('server', server), repeated('lambda', lambda)]);
  expect(found?.conclusion).toBe('too-few');
  expect(found?.values.shift.interval).toBeUndefined();
});

it('a target that was already there is one measurement, however often it was loaded', () => {
  expect(p50Of([repeated('server', drifting), repeated('lambda', drifting, { kind: 'http' })])).toBeUndefined();
});

it('repeats that one of the targets does not have are left out', () => {
  const found = p50Of([repeated('server', drifting), repeated('lambda', drifting.slice(0, 6))]);
  expect(found?.repeats).toBe(6);
});

it('counts of the phases of a repeat are added up, percentiles are not joined', () => {
  const phase = (name: string, instanceId: string): PhaseResult => {
    const empty = phaseResult(name);
    const life = {
      instanceId,
      invocations: 1,
      coldStart: true,
      firstSeenAtMs: 0,
      lastSeenAtMs: 1,
      busyMs: 1,
      peakInFlight: 1,
    };
    const environments = { ...empty.environments, distinct: 1, coldStarts: 1, peakAlive: 1, list: [life] };
    return phaseResult(name, { ...answered(3), ...medianMs(10), environments });
  };
  const [repeat] = repeatsOf(targetResult('lambda', { phases: [phase('first', 'a'), phase('second', 'a')] }));
  expect(repeat?.environments).toEqual({ distinct: 1, coldStarts: 2, peakAlive: 1 });
  expect(repeat?.requests.answered).toBe(6);
  expect(repeat?.latencyMs).toBeUndefined();
});
