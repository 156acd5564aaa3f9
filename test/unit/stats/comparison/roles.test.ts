import { describe, expect, it } from 'vitest';
import type { RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import { comparedMetricNamed } from '../../../../src/report/figures/compared-metric.ts';
import { compareRuns, type NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { type ComparedMetric, metricName, metricsByRole } from '../../../../src/stats/comparison/metrics.ts';
import { targetResult } from '../../experiment/target-result.ts';
import { noisyRuns, seeded } from './noisy-run.ts';
import { runsOf, runsWithEnvironments } from './valued-runs.ts';

const options = { replicate: 'run', threshold: 0.05, alpha: 0.05 } as const;
const metricOf = (name: string): ComparedMetric => {
  const metric = comparedMetricNamed(name);
  if ('problem' in metric) throw new Error(metric.problem);
  return metric;
};
const environmentsOf = (baseline: readonly NamedRun[], candidate: readonly NamedRun[], more = {}) =>
  compareRuns({ baseline, candidate }, { ...options, ...more }).metrics.find(
    ({ metric }) => metricName(metric) === 'environments.distinct',
  );

describe('primary figures', () => {
  it('are the median, the environments and the cost of a function; of a server the memory', () => {
    const primary = (kind: string) =>
      metricsByRole({ kind, isShortOfCpu: true, has: () => false }).flatMap(({ metric, role }) =>
        role === 'primary' ? [metric.label] : [],
      );
    expect(primary('local-lambda')).toEqual(['service time p50', 'environments', 'cost per million']);
    expect(primary('node-server')).toEqual(['service time p50', expect.stringContaining('memory'), 'cost per million']);
  });

  it('are projected: the cost wherever it can be, the environments where the machine was short of CPU', () => {
    const primary = (isShortOfCpu: boolean) =>
      metricsByRole({ kind: 'local-lambda', isShortOfCpu, has: () => true })
        .filter(({ role }) => role === 'primary')
        .map(({ metric }) => metricName(metric));
    const p50 = 'latencyMs.serviceTime.all.p50';
    expect(primary(false)).toEqual([p50, 'environments.distinct', 'projected.usdPerMillion']);
    expect(primary(true)).toEqual([p50, 'projected.environments', 'projected.usdPerMillion']);
  });

  it('alone are the family: 3 of one target, so 5 runs per side are needed, not the 6 of all 9 that differ', () => {
    const random = seeded(5);
    const noise = { random, targets: ['lambda'] };
    const sides = { baseline: noisyRuns(5, noise), candidate: noisyRuns(5, noise) };
    const { family, replicatesNeeded, metrics } = compareRuns(sides, options);
    // 3 * 2 / C(10, 5) = 0.024 and 3 * 2 / C(8, 4) = 0.086
    expect([family, replicatesNeeded]).toEqual([3, 5]);
    const p90 = metrics.find(({ metric }) => metric.label === 'service time p90');
    expect(p90).toMatchObject({ role: 'exploratory', adjustedP: p90?.values?.p });
  });

  it('can be named: of 1 figure 4 runs per side are enough', () => {
    const random = seeded(5);
    const noise = { random, targets: ['lambda'] };
    const sides = { baseline: noisyRuns(4, noise), candidate: noisyRuns(4, { ...noise, times: 2 }) };
    const { metrics, replicatesNeeded } = compareRuns(sides, { ...options, primary: [metricOf('latency.p99')] });
    expect(replicatesNeeded).toBe(4);
    expect(metrics[0]).toMatchObject({
      role: 'primary',
      conclusion: 'regression',
      metric: { label: 'service time p99' },
    });
  });

  it('that were not tested are not counted: one run on a side', () => {
    const random = seeded(5);
    const sides = { baseline: noisyRuns(1, { random }), candidate: noisyRuns(8, { random }) };
    expect(compareRuns(sides, options).family).toBe(0);
  });
});

describe('counts', () => {
  it('that are the same in all runs are identical, not equivalent, and no test', () => {
    const runs = runsWithEnvironments(10, 10, 10, 10);
    expect(environmentsOf(runs, runsWithEnvironments(10, 10, 10, 10))?.conclusion).toBe('identical');
    expect(compareRuns({ baseline: runs, candidate: runs }, options)).toMatchObject({ family: 0 });
  });

  it('that differ in one of 12 runs are never equivalent, although the 90% interval is 0 to 0', () => {
    const found = environmentsOf(
      runsWithEnvironments(10, 10, 10, 10, 10, 10),
      runsWithEnvironments(10, 10, 10, 10, 10, 11),
    );
    // 6 of the 36 differences are 1, and at 90% the highest 7 are cut off.
    expect(found).toMatchObject({ conclusion: 'inconclusive', values: { equivalent: false } });
  });

  it('that always differ by 9 have the same lowest and highest change', () => {
    const found = environmentsOf(runsWithEnvironments(1, 1), runsWithEnvironments(10, 10));
    expect(found?.values?.shift).toMatchObject({ estimate: 9, lowest: 9, highest: 9 });
  });
});

it('counts that are INVALID are not compared: the projected ones are, as primary figures', () => {
  const reason = { status: 'INVALID', target: 'lambda', about: 'counts', message: '', advice: '' } as const;
  const verdict: RunResult['verdict'] = {
    ...{ status: 'SUSPECT', targets: [] },
    reasons: [{ ...reason, code: 'contended-counts' }],
  };
  const contended = (environments: number) =>
    runsWithEnvironments(70, 90).map(({ name, result }) => {
      const projected = { environments, billedMs: 1 } as TargetResult['projected'];
      const targets = result.targets.map((target) => ({ ...target, projected }) as TargetResult);
      return { name, result: { ...result, targets, verdict } };
    });
  const { metrics } = compareRuns({ baseline: contended(10), candidate: contended(12) }, options);
  expect(metrics.map(({ metric }) => metricName(metric))).not.toContain('environments.distinct');
  const projected = metrics.find(({ metric }) => metricName(metric) === 'projected.environments');
  expect(projected).toMatchObject({ role: 'primary', values: { baseline: [10, 10], candidate: [12, 12] } });
});

it('a threshold of 0% makes nothing equivalent: costs of which 5 of 6 are the same', () => {
  const cost = (usdPerMillion: number) => [
    targetResult('lambda', { serverCost: { description: '', usdPerHour: 1, servers: 1, perSecond: 1, usdPerMillion } }),
  ];
  const sides = { baseline: runsOf([2, 2, 2, 2, 2, 2], cost), candidate: runsOf([2, 2, 2, 2, 2, 2.1], cost) };
  const found = (threshold: number) =>
    compareRuns(sides, { ...options, threshold }).metrics.find(({ metric }) => metric.label.includes('cost'))
      ?.conclusion;
  expect([found(0.05), found(0)]).toEqual(['equivalent', 'inconclusive']);
});

it('compares a figure with itself: billed and hourly cost are not the same figure', () => {
  const hourly = { serverCost: { description: '', usdPerHour: 1, servers: 1, perSecond: 1, usdPerMillion: 3 } };
  const random = seeded(2);
  const billed = noisyRuns(2, { random, targets: ['lambda'] });
  const both = billed.map(({ name, result }) => ({
    name,
    result: { ...result, targets: result.targets.map((target) => ({ ...target, ...hourly })) },
  }));
  const onlyHourly = runsOf([1, 2], () => [targetResult('lambda', hourly)]);
  const costIn = (candidate: readonly NamedRun[]) =>
    compareRuns({ baseline: both, candidate }, options).metrics.find(({ metric }) => metric.label.includes('cost'));
  expect(costIn(onlyHourly)?.values).toMatchObject({ baseline: [3, 3], candidate: [3, 3] });
  expect(costIn(billed)?.values?.baseline).not.toContain(3);
});
