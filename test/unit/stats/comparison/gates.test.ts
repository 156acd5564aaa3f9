import { describe, expect, it } from 'vitest';
import { comparedMetricNamed } from '../../../../src/report/figures/compared-metric.ts';
import type { NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { checkGates, type GateRule } from '../../../../src/stats/comparison/gates.ts';
import { runsToDecide } from '../../../../src/stats/comparison/runs-to-decide.ts';
import { targetResult } from '../../experiment/target-result.ts';
import { runsOf, runsWithEnvironments, runsWithP50 } from './valued-runs.ts';

const options = { replicate: 'run', alpha: 0.05 } as const;

function rule(name: string, margin: GateRule['margin']): GateRule {
  const metric = comparedMetricNamed(name);
  if ('problem' in metric) throw new Error(metric.problem);
  return { expression: name, target: 'lambda', metric, margin };
}
const p50 = (share: number) => rule('latency.p50', { kind: 'relative', share });
const environments = (amount: number) => rule('environments', { kind: 'absolute', amount });

const gate = (one: GateRule, baseline: readonly NamedRun[], candidate: readonly NamedRun[]) =>
  checkGates([one], { baseline, candidate }, options)[0];

describe('a limit of 10%', () => {
  const baseline = runsWithP50(100, 101, 102);

  it('is passed where 3 and 3 runs show a rise of less: 1 of 20 orders, p = 0.05', () => {
    const found = gate(p50(0.1), baseline, runsWithP50(103, 104, 105));
    expect(found).toMatchObject({ status: 'passed', withinP: expect.closeTo(0.05, 9) });
  });

  it('is failed where they show a rise of more', () => {
    expect(gate(p50(0.1), baseline, runsWithP50(120, 121, 122))?.status).toBe('failed');
  });

  it('is undecided with 2 and 2 runs, 1 of 6 orders, and 3 would decide: either way', () => {
    const two = runsWithP50(100, 101);
    for (const candidate of [runsWithP50(102, 103), runsWithP50(150, 151)])
      expect(gate(p50(0.1), two, candidate)).toMatchObject({ status: 'undecided', runsToDecide: 3 });
  });

  it('is undecided with one run a side, however clear', () => {
    expect(gate(p50(0.1), runsWithP50(100), runsWithP50(100))).toMatchObject({ status: 'undecided', runsToDecide: 3 });
  });

  it('is undecided by runs on both sides of it; 6 of 9 pairs below ask for 48 runs per side', () => {
    // (1.9600 + 0.8416)^2 / (6 (2/3 - 1/2)^2) = 7.8490 / 0.16667 = 47.1
    const found = gate(p50(0.1), runsWithP50(100, 100.1, 100.2), runsWithP50(105, 106, 120));
    expect(found).toMatchObject({ status: 'undecided', runsToDecide: 48 });
  });

  it('is undecided without end where the rise is just the limit', () => {
    const found = gate(p50(0.1), runsWithP50(100, 100, 100), runsWithP50(110, 110, 110));
    expect(found?.status).toBe('undecided');
    expect(found?.runsToDecide).toBeUndefined();
  });

  it('is not passed where a run of the candidate does not have the figure', () => {
    const [none] = runsOf([0], () => [targetResult('lambda')]);
    const candidate = [...runsWithP50(100, 101, 102), ...(none === undefined ? [] : [none])];
    const found = gate(p50(0.1), baseline, candidate);
    expect(found).toMatchObject({ status: 'undecided', missing: { baseline: 0, candidate: 1 } });
  });

  it('is not passed where the candidate does not have the target', () => {
    const found = gate(
      p50(0.1),
      baseline,
      runsOf([1, 2, 3], () => []),
    );
    expect(found).toMatchObject({ status: 'undecided', measured: { baseline: 3, candidate: 0 } });
  });

  it('passes by chance in at most 5% of comparisons: all 20 orders of 3 and 3 runs at the limit, one of them passes', () => {
    const values = [108, 109, 110, 111, 112, 113];
    const chosen = threes(values);
    const passed = chosen.filter((candidate) => {
      const rest = values.filter((value) => !candidate.includes(value)).map((value) => value / 1.1);
      return gate(p50(0.1), runsWithP50(...rest), runsWithP50(...candidate))?.status === 'passed';
    });
    expect([chosen.length, passed]).toEqual([20, [[108, 109, 110]]]);
  });
});

describe('a limit of a count', () => {
  it('of 0: 7 times 2 against 2, 3, 2, 3, 2, 3, 2 has the interval 0 to +1, so it is not passed; 23 runs a side would fail it', () => {
    // A rise by 1 is rejected: of 3 x 10 and 2 x 4 in 14 places, all 4 are of the candidate in C(10, 3) / C(14, 7) = 120 / 3432.
    // Of 49 pairs 21 are +1 and 28 are 0: 21 + 14 = 35, a share of 5/7, and 6.1826 / (6 (5/7 - 1/2)^2) = 22.4.
    const found = gate(
      environments(0),
      runsWithEnvironments(2, 2, 2, 2, 2, 2, 2),
      runsWithEnvironments(2, 3, 2, 3, 2, 3, 2),
    );
    expect(found).toMatchObject({
      status: 'undecided',
      withinP: expect.closeTo(120 / 3432, 9),
      runsToDecide: 23,
      values: { shift: { interval: { low: 0, high: 1 } } },
    });
  });

  it('of 1: the same runs pass, as their interval ends at it', () => {
    const candidate = runsWithEnvironments(2, 3, 2, 3, 2, 3, 2);
    expect(gate(environments(1), runsWithEnvironments(2, 2, 2, 2, 2, 2, 2), candidate)?.status).toBe('passed');
  });

  it('of 0: 10 environments in 3 and 3 runs are shown to be fewer than 11', () => {
    expect(gate(environments(0), runsWithEnvironments(10, 10, 10), runsWithEnvironments(10, 10, 10))?.status).toBe(
      'passed',
    );
  });

  it('of 2: a rise by 2 is within it, one by 3 is not', () => {
    const baseline = runsWithEnvironments(10, 10, 10);
    expect(gate(environments(2), baseline, runsWithEnvironments(12, 12, 12))?.status).toBe('passed');
    expect(gate(environments(2), baseline, runsWithEnvironments(13, 13, 13))?.status).toBe('failed');
  });
});

it('a time with a limit of 0 that is the same in all runs is undecided: no number of runs shows that nothing rose', () => {
  const found = gate(p50(0), runsWithP50(100, 100, 100), runsWithP50(100, 100, 100));
  expect(found?.status).toBe('undecided');
  expect(found?.runsToDecide).toBeUndefined();
});

it('runs to decide by Noether: 3 of 4 pairs at 5% ask for 17 per side, complete separation for the fewest', () => {
  // 6.1826 / (6 * 0.25^2) = 16.5
  expect(runsToDecide({ share: 0.75, alpha: 0.05, fewest: 3 })).toBe(17);
  expect(runsToDecide({ share: 1, alpha: 0.05, fewest: 3 })).toBe(3);
  expect(runsToDecide({ share: 0.55, alpha: 0.05, fewest: 3 })).toBeUndefined();
});

function threes(values: readonly number[]): number[][] {
  const masks = Array.from({ length: 2 ** values.length }, (_, mask) =>
    values.filter((_value, bit) => (mask >> bit) & 1),
  );
  return masks.filter(({ length }) => length === 3);
}
