import { describe, expect, it } from 'vitest';
import { curvesOfRun } from '../../../src/report/comparison/curves.ts';
import { mostChanged } from '../../../src/report/comparison/headline.ts';
import { renderComparisonHtml } from '../../../src/report/comparison/html.ts';
import { renderComparisonMarkdown } from '../../../src/report/comparison/markdown.ts';
import { formatFor } from '../../../src/report/comparison/row.ts';
import { renderComparison } from '../../../src/report/comparison/terminal.ts';
import type { ComparisonView } from '../../../src/report/comparison/view.ts';
import { doubtsOf, doubtsOfOneScenario } from '../../../src/stats/comparison/comparability.ts';
import { compareRuns, type MetricComparison, type NamedRun } from '../../../src/stats/comparison/compare-runs.ts';
import type { Conclusion } from '../../../src/stats/comparison/conclude.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { noisyRuns, seeded } from '../stats/comparison/noisy-run.ts';

const options = { replicate: 'run', threshold: 0.05, alpha: 0.05 } as const;
const viewOf = (baseline: readonly NamedRun[], candidate: readonly NamedRun[]): ComparisonView => {
  const sides = { baseline, candidate };
  return { ...sides, leftOut: [], gates: [], doubts: doubtsOf(sides), comparison: compareRuns(sides, options) };
};
const terminal = { color: false, width: 200 };

const random = seeded(3);
const many = viewOf(noisyRuns(10, { random }), noisyRuns(10, { random, times: 2 }));

describe('a comparison', () => {
  it('says in the terminal which figures became worse, twice as much', () => {
    const text = renderComparison(many, terminal);
    const line = text.split('\n').find((one) => one.startsWith('service time p50'));
    expect(line).toMatch(/\+(9\d|1\d\d)%.*worse$/);
    expect(text).toMatch(
      /^10 runs against 10 runs: .* \+1\d\d% \[.*\], worse by more than 5%\. 6 primary figures of 2 targets: 4 worse and 0 better/,
    );
  });

  it('leaves p and effect size away where the terminal is narrow', () => {
    expect(renderComparison(many, terminal)).toContain('δ  \n'.trim());
    const narrow = renderComparison(many, { color: false, width: 90 }).split('\n\n')[1] ?? '';
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90);
  });

  it('says of one run a side that nothing can be concluded', () => {
    const one = viewOf(noisyRuns(1, { random }), noisyRuns(1, { random, times: 3 }));
    for (const text of [renderComparison(one, terminal), renderComparisonMarkdown(one)]) {
      expect(text).toContain('1 run against 1 run: one run per side supports no conclusion');
      expect(text).not.toMatch(/\bworse\b(?! or)|regression/);
    }
  });

  it('has a page with the figures, a chart of changes and one of distributions per target', async () => {
    const curves = many.baseline.flatMap(({ name, result }) => curvesOfRun('baseline', name, result, []));
    const page = await renderComparisonHtml(many, curves);
    expect(page.match(/<svg class="chart(?![^"]* narrow)/g)).toHaveLength(4);
    const median = many.comparison.metrics[0]?.values?.baselineMedian;
    expect(page).toContain(`<data value="${median}">`);
    expect(page).toContain('join the percentiles of runs without samples');
  });

  it('shows hostile names and texts as text, in every format', async () => {
    const { result, words } = hostileRun();
    const targets = result.targets.map((target) => ({ ...target, status: 'complete' as const }));
    const runs = [{ name: words.markup, result: { ...result, targets } }];
    const view = viewOf(runs, runs);
    const page = await renderComparisonHtml(view, curvesOfRun('baseline', words.markup, runs[0]?.result ?? result, []));
    expect(page).not.toContain(words.markup);
    expect(page).toContain(words.escaped);
    expect(renderComparisonMarkdown(view)).not.toContain('<img');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may come through
    expect(renderComparison(view, terminal)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

it('names what changed the most: worse before better, the largest ratio first, exploratory figures last', () => {
  type Stated = Partial<Pick<MetricComparison, 'role'>> & { readonly conclusion?: Conclusion };
  const row = (label: string, estimate: number, stated: Stated = {}) => {
    const [some] = many.comparison.metrics;
    if (some?.values === undefined) throw new Error('no values');
    const ratio = { estimate, lowest: estimate, highest: estimate };
    const conclusion = estimate > 1 ? ('regression' as const) : ('improvement' as const);
    return { ...some, conclusion, ...stated, metric: { ...some.metric, label }, values: { ...some.values, ratio } };
  };
  const metrics = [
    row('four times, exploratory', 4, { role: 'exploratory' }),
    row('10 % more', 1.1),
    row('the same', 1, { conclusion: 'equivalent' }),
    row('half', 0.5),
    row('80 % more', 1.8),
    row('10 % less', 0.9),
  ];
  expect(mostChanged({ ...many.comparison, metrics }).map(({ metric }) => metric.label)).toEqual([
    '80 % more',
    '10 % more',
    'half',
    '10 % less',
    'four times, exploratory',
  ]);
});

it('shows a median between two counts with one digit: 10.5', () => {
  const format = formatFor({ paths: [], label: 'environments', kind: 'count' });
  expect([format(10), format(10.5), format(1200)]).toEqual(['10', '10.5', '1,200']);
});

it('a curve ends at the slowest answer of the run, also where its sample was not selected', () => {
  const { result, samples } = makeRun();
  const slowest = result.targets.find(({ name }) => name === 'server')?.latencyMs.serviceTime.all?.max ?? 0;
  const few = samples.filter((sample) => sample.completedAtMs - (sample.sentAtMs ?? 0) < slowest - 0.001);
  const curve = curvesOfRun('baseline', 'a', result, few).find(({ target }) => target === 'server');
  expect(curve?.points.at(-1)).toEqual([slowest, 1]);
});

describe('what speaks against a comparison', () => {
  it('another scenario, another machine, sides one after the other', () => {
    const [baseline, candidate] = [noisyRuns(2, { random }), noisyRuns(2, { random, targets: ['lambda'] })].map(
      (runs, side) =>
        runs.map(({ name, result }) => ({
          name,
          result: {
            ...result,
            startedAtEpochMs: side,
            machine: { ...result.machine, node: `v${side}` },
            scenario: { ...result.scenario, resolved: { seed: side, load: side } },
          },
        })),
    );
    const sides = { baseline: baseline ?? [], candidate: candidate ?? [] };
    const doubts = doubtsOf(sides).join('\n');
    expect(doubts).toContain('The scenario is not the same in all runs: load differs.');
    expect(doubts).toContain('different versions of Node: v0, v1');
    expect(doubts).toContain('server (baseline only)');
    expect(doubts).toContain('Better run them in turn');
    // Sides of one scenario look up its files in folders of their own.
    const ofOne = doubtsOfOneScenario(sides);
    expect(ofOne).not.toContain('The scenario is not the same in all runs: load differs.');
    expect(ofOne).toHaveLength(doubtsOf(sides).length - 1);
  });

  it('nothing, of runs that are alike', () => {
    const runs = noisyRuns(3, { random });
    expect(doubtsOf({ baseline: runs, candidate: runs })).toEqual([]);
  });
});
