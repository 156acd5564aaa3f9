import { describe, expect, it } from 'vitest';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { gateText } from '../../../../src/report/comparison/gate-text.ts';
import { findingOf } from '../../../../src/report/comparison/headline.ts';
import { doubtsOf } from '../../../../src/report/comparison/notes.ts';
import { rowOf } from '../../../../src/report/comparison/row.ts';
import { renderComparison } from '../../../../src/report/comparison/terminal.ts';
import type { ComparisonView } from '../../../../src/report/comparison/view.ts';
import { comparedMetricNamed } from '../../../../src/report/figures/compared-metric.ts';
import { compareRuns, type NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { checkGates } from '../../../../src/stats/comparison/gates.ts';
import { distinct, medianMs, targetResult } from '../../experiment/target-result.ts';
import { runsOf, runsWithEnvironments, runsWithP50 } from '../../stats/comparison/valued-runs.ts';

const options = { replicate: 'run', threshold: 0.05, alpha: 0.05 } as const;
const viewOf = (baseline: readonly NamedRun[], candidate: readonly NamedRun[]): ComparisonView => {
  const sides = { baseline, candidate };
  return { ...sides, leftOut: [], gates: [], doubts: [], comparison: compareRuns(sides, options) };
};
const finding = (baseline: readonly NamedRun[], candidate: readonly NamedRun[]) =>
  findingOf(viewOf(baseline, candidate));

describe('the finding names the largest change', () => {
  it('of too few runs: what all 9 pairs say, and that 4 runs per side would confirm it', () => {
    // 127.5 / 100.4 = 1.270 and 129 / 100 = 1.290; 2 / C(8, 4) = 0.029 and 2 / C(6, 3) = 0.1
    expect(finding(runsWithP50(100, 100.2, 100.4), runsWithP50(127.5, 128.2, 129))).toBe(
      '3 runs against 3 runs: lambda service time p50 +28% (+27% to +29% over all pairs of runs), beyond 5% in every pair; ' +
        '4 runs per side to confirm. 2 primary figures: 0 worse and 0 better by more than 5%, 1 identical, 1 undecided ' +
        '(significance level 5%).',
    );
  });

  it('with its interval where there is one', () => {
    const text = finding(runsWithP50(100, 100.2, 100.4, 100.5), runsWithP50(127.5, 128.2, 129, 129.2));
    expect(text).toMatch(
      /^4 runs against 4 runs: lambda service time p50 \+28% \[\+27% to \+29%\], worse by more than 5%\./,
    );
  });

  it('in the words of its row', () => {
    const view = viewOf(runsWithP50(100, 100.2, 100.4, 100.5), runsWithP50(127.5, 128.2, 129, 129.2));
    const row = view.comparison.metrics.find(({ metric }) => metric.label === 'service time p50');
    const { change, interval } = row === undefined ? { change: 'none', interval: 'none' } : rowOf(row);
    expect(findingOf(view)).toContain(` ${change} [${interval}]`);
  });

  it('of counts: always +9', () => {
    expect(finding(runsWithEnvironments(1, 1), runsWithEnvironments(10, 10))).toMatch(
      /^2 runs against 2 runs: lambda environments always \+9, higher in every pair; 4 runs per side to confirm\./,
    );
  });

  it('of one run per side, from which nothing follows', () => {
    expect(finding(runsWithP50(100), runsWithP50(128))).toBe(
      '1 run against 1 run: one run per side supports no conclusion; lambda service time p50 +28%; 4 runs per side to confirm.',
    );
  });

  it('says among how many primary figures it would be confirmed: with two that differ, 2 x 2 / C(8, 4) = 0.057 and 2 x 2 / C(10, 5) = 0.016', () => {
    const runs = (times: number) => runsOf([1, 1.01, 1.02], (value) => [targetWith(times, 100 * times * value)]);
    expect(finding(runs(1), runs(2))).toContain('; 5 runs per side to confirm it among 2 primary figures. 2 primary');
  });

  it('names the number of targets, as each has at most three primary figures', () => {
    const two = (p50: number) => [targetWith(1, p50), { ...targetWith(1, 5), name: 'other' }];
    expect(finding(runsOf([100, 101], two), runsOf([102, 103], two))).toContain(
      ' 4 primary figures of 2 targets: 0 worse and 0 better',
    );
  });

  it('or says that there is none', () => {
    const runs = runsWithP50(100, 100);
    expect(finding(runs, runs)).toMatch(
      /^2 runs against 2 runs: no primary figure differs\. 2 primary figures: .* 2 identical/,
    );
  });
});

describe('where nothing could be compared', () => {
  it('says which side has no run, and why; and shows no method that was not used', () => {
    const view = { ...viewOf(runsWithP50(100), []), leftOut: [{ name: 'after', why: 'is INVALID' }] };
    expect(findingOf(view)).toBe(
      'Nothing could be compared, and no limit was checked: the candidate has no run that can be used (after is INVALID).',
    );
    const text = renderComparison(view, { color: false, width: 200 });
    expect(text).not.toContain('Primary figures');
    expect(text).not.toContain('0 runs');
  });

  it('says that the sides have no figure in common', () => {
    const other = runsOf([1], () => [{ ...targetWith(1, 5), name: 'other' }]);
    expect(finding(runsWithP50(100), other)).toBe(
      'Nothing could be compared, and no limit was checked: the two sides have no figure in common.',
    );
    expect(finding([], [])).toContain('the baseline and the candidate have no run that can be used.');
  });
});

it('one run per side of which nothing differs needs no advice about 0 figures', () => {
  const view = viewOf(runsWithP50(100), runsWithP50(100));
  expect(doubtsOf(view)).toEqual([]);
  expect(renderComparison(view, { color: false, width: 200 })).not.toContain('0 figures');
});

it('counts that are the same, and those that always differ by 9, have no interval and no word of equivalence', () => {
  const text = renderComparison(
    viewOf(
      runsOf([0, 0, 0, 0], () => [targetWith(1, 5)]),
      runsOf([0, 0, 0, 0], () => [targetWith(10, 5)]),
    ),
    { color: false, width: 200 },
  );
  expect(text).toMatch(/^environments +1 +10 +always \+9 +– +0\.029 +1\.00 +worse$/m);
  expect(text).toMatch(/^service time p50 +5\.00 ms +5\.00 ms +0% +– +– +– +identical$/m);
  expect(text).not.toMatch(/ equivalent$/m);
});

const targetWith = (environments: number, p50: number): TargetResult =>
  targetResult('lambda', { ...distinct(environments), ...medianMs(p50) });

describe('a limit of --fail-on', () => {
  const gateOf = (baseline: readonly NamedRun[], candidate: readonly NamedRun[], share = 0.1) => {
    const metric = comparedMetricNamed('latency.p50');
    if ('problem' in metric) throw new Error(metric.problem);
    const rule = { expression: 'any', target: 'lambda', metric, margin: { kind: 'relative', share } } as const;
    const [gate] = checkGates([rule], { baseline, candidate }, options);
    return gate && gateText(gate, 'run');
  };

  it.each([
    [runsWithP50(100, 101, 102), runsWithP50(103, 104, 105), 0.1, 'is +3%, passed'],
    [runsWithP50(100, 101, 102), runsWithP50(123, 124, 125), 0.1, 'is +23%, failed'],
    [
      runsWithP50(100, 101),
      runsWithP50(103, 104),
      0.1,
      'is +3%, undecided: about 3 runs per side would decide this limit alone if they are like these',
    ],
    [
      runsWithP50(100, 100, 100),
      runsWithP50(100, 100, 100),
      0,
      'is 0%, undecided: no number of runs shows that nothing rose; allow an increase',
    ],
    [
      runsWithP50(100, 100, 100),
      runsWithP50(110, 110, 110),
      0.1,
      'is always +10%, undecided: the change is about as large as the limit; change the limit',
    ],
    [runsWithP50(100), runsOf([0, 0], () => []), 0.1, 'undecided: not measured in the candidate'],
    [
      runsWithP50(100, 101, 102),
      [...runsWithP50(100, 101), ...runsOf([0], () => [])],
      0.1,
      'is −0.5%, undecided: not measured in 1 candidate run',
    ],
  ])('%#: $3', (baseline, candidate, share, text) => {
    expect(gateOf(baseline, candidate, share)).toBe(text);
  });
});
