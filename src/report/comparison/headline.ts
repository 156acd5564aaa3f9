import type { MetricComparison, RunComparison } from '../../stats/comparison/compare-runs.ts';
import type { ValueComparison } from '../../stats/comparison/compare-values.ts';
import { type Conclusion, differs } from '../../stats/comparison/conclude.ts';
import type { Gate } from '../../stats/comparison/gates.ts';
import { runsNeeded, runsToDecide } from '../../stats/comparison/runs-to-decide.ts';
import { absent, counted, exactPercent } from '../../text/format.ts';
import { changeText, intervalText, pairsText } from './row.ts';
import { type ComparisonView, comparesNothing } from './view.ts';

/** What the comparison found, in sentences that can be quoted: the largest change of a primary figure first. */
export function findingOf(view: ComparisonView): string {
  const found = foundIn(view);
  return view.sequential === undefined ? found : `${view.sequential.verdict} ${found}`;
}

function foundIn(view: ComparisonView): string {
  const { baseline, candidate, comparison } = view;
  if (comparesNothing(view)) return nothingCompared(view);
  const sizes = `${counted(baseline.length, 'run')} against ${counted(candidate.length, 'run')}`;
  const measured = comparison.metrics.filter(({ values }) => values !== undefined);
  const primary = measured.filter(({ role }) => role === 'primary');
  if (primary.length === 0) return `${sizes}: no primary figure was measured on both sides.${gatesClause(view)}`;
  const largest = largestClause(primary, view);
  if (primary.every(({ conclusion }) => conclusion === 'one-run'))
    return `${sizes}: one run per side supports no conclusion; ${largest}.${gatesClause(view)}`;
  return `${sizes}: ${largest}. ${countsClause(primary, view)}${gatesClause(view)}`;
}

/** Two sides that share nothing usable say nothing about each other; neither do their limits. */
function nothingCompared({ baseline, candidate, leftOut }: ComparisonView): string {
  const empty = Object.entries({ baseline, candidate }).flatMap(([side, runs]) => (runs.length === 0 ? [side] : []));
  const what =
    empty.length === 0
      ? 'the two sides have no figure in common'
      : `the ${empty.join(' and the ')} ${empty.length === 1 ? 'has' : 'have'} no run that can be used`;
  const why = leftOut.map(({ name, why: because }) => `${name} ${because}`).join(', ');
  return `Nothing could be compared, and no limit was checked: ${what}${why === '' ? '' : ` (${why})`}.`;
}

function largestClause(primary: readonly MetricComparison[], view: ComparisonView): string {
  const [largest] = byImportance(primary);
  if (largest?.values === undefined || !differs(largest.values)) return 'no primary figure differs';
  const { target, metric, values } = largest;
  const sure = hasSeveral(values) ? certainty(largest, values, view) : confirmation(values, view);
  return `${target} ${metric.label} ${changeText(metric, values)}${rangeClause(largest, values)}${sure}`;
}

/** What became worse, then what became better; the primary figures first, of each the largest change first. */
export function mostChanged({ metrics }: RunComparison): MetricComparison[] {
  return (['primary', 'exploratory'] as const).flatMap((role) =>
    (['regression', 'improvement'] as const).flatMap((conclusion) =>
      byImportance(metrics.filter((row) => row.role === role && row.conclusion === conclusion)),
    ),
  );
}

/** Findings first, then what is beyond the threshold in every pair, then the rest; the largest change first. */
const byImportance = (rows: readonly MetricComparison[]): MetricComparison[] =>
  rows.toSorted((a, b) => rankOf(b) - rankOf(a) || sizeOf(b) - sizeOf(a));

function rankOf({ conclusion, values }: MetricComparison): number {
  if (conclusion === 'regression' || conclusion === 'improvement') return 2;
  return values !== undefined && isInEveryPair(values) ? 1 : 0;
}

const isInEveryPair = ({ beyond }: ValueComparison): boolean => beyond.worse === 1 || beyond.better === 1;

/** As a ratio, whatever its unit. From nothing to something is the largest change. */
function sizeOf({ values }: MetricComparison): number {
  if (values === undefined || !differs(values)) return 0;
  if (values.ratio !== undefined) return Math.abs(Math.log(values.ratio.estimate));
  const { baselineMedian, candidateMedian } = values;
  if (baselineMedian === candidateMedian) return 0;
  return baselineMedian > 0 && candidateMedian > 0
    ? Math.abs(Math.log(candidateMedian / baselineMedian))
    : Number.POSITIVE_INFINITY;
}

function rangeClause({ metric }: MetricComparison, values: ValueComparison): string {
  const interval = intervalText(metric, values);
  if (interval !== absent) return ` [${interval}]`;
  const pairs = pairsText(metric, values);
  return pairs === undefined ? '' : ` (${pairs} over all pairs of runs)`;
}

/** What the runs show of the largest change, and how many would confirm what they do not show. */
function certainty({ metric, conclusion }: MetricComparison, values: ValueComparison, view: ComparisonView): string {
  const isCount = metric.kind === 'count';
  const limit = exactPercent(view.comparison.threshold);
  if (conclusion === 'regression' || conclusion === 'improvement') {
    const word = conclusion === 'regression' ? 'worse' : 'better';
    return `, ${word}${isCount ? '' : ` by more than ${limit}`}`;
  }
  if (conclusion === 'equivalent') return `, equivalent within ${limit}`;
  const every = values.beyond.worse === 1 ? 'higher' : 'lower';
  const where = isCount ? `${every} in every pair` : `beyond ${limit} in every pair`;
  return `, ${isInEveryPair(values) ? where : 'undecided'}${confirmation(values, view)}`;
}

function confirmation({ beyond }: ValueComparison, { comparison, sequential }: ComparisonView): string {
  // Its significance level depends on the number of runs.
  if (sequential !== undefined) return '';
  const { alpha, replicatesNeeded, replicate, metrics } = comparison;
  const tests = metrics.filter(({ role, values }) => role === 'primary' && values && differs(values)).length;
  const runs = runsToDecide({
    ...{ share: Math.max(beyond.worse, beyond.better), alpha: alpha / (2 * tests) },
    fewest: replicatesNeeded ?? runsNeeded(tests, alpha),
  });
  const family = tests === 1 ? '' : ` it among ${counted(tests, 'primary figure')}`;
  return runs === undefined ? '' : `; ${counted(runs, replicate)} per side to confirm${family}`;
}

const hasSeveral = ({ baseline, candidate }: ValueComparison): boolean => baseline.length > 1 && candidate.length > 1;

function countsClause(primary: readonly MetricComparison[], { comparison }: ComparisonView): string {
  const number = (...some: Conclusion[]) => primary.filter(({ conclusion }) => some.includes(conclusion)).length;
  const { threshold, alpha } = comparison;
  const parts = [
    `${number('regression')} worse and ${number('improvement')} better by more than ${exactPercent(threshold)}`,
    ...present([
      [number('equivalent'), 'equivalent'],
      [number('identical'), 'identical'],
      [number('shifted', 'inconclusive', 'too-few', 'one-run'), 'undecided'],
    ]),
  ];
  const targets = new Set(primary.map(({ target }) => target)).size;
  const figures = `${counted(primary.length, 'primary figure')}${targets === 1 ? '' : ` of ${counted(targets, 'target')}`}`;
  return `${figures}: ${parts.join(', ')} (significance level ${exactPercent(alpha)}).`;
}

function gatesClause({ gates }: ComparisonView): string {
  return gates.length === 0 ? '' : ` ${gatesSummary(gates)}.`;
}

/** `2 limits: 1 failed, 1 undecided`. */
export function gatesSummary(gates: readonly Gate[]): string {
  const parts = (['failed', 'passed', 'undecided'] as const).map(
    (status) => [gates.filter((gate) => gate.status === status).length, status] as const,
  );
  return `${counted(gates.length, 'limit')}: ${present(parts).join(', ')}`;
}

const present = (parts: readonly (readonly [number, string])[]): string[] =>
  parts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : []));
