import type { MetricComparison, NamedRun, RunComparison } from '../../stats/comparison/compare-runs.ts';
import { type Conclusion, runsNeeded } from '../../stats/comparison/conclude.ts';
import type { Gate, GateStatus } from '../../stats/comparison/gates.ts';
import type { ComparedMetric } from '../../stats/comparison/metrics.ts';
import type { Estimate } from '../../stats/tests/interval.ts';
import { absent, count, counted, exactPercent, type Format, mb, ms, percent, plain, usd } from '../../text/format.ts';

/** All that a comparison shows. */
export interface ComparisonView {
  readonly baseline: readonly NamedRun[];
  readonly candidate: readonly NamedRun[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly comparison: RunComparison;
  readonly gates: readonly Gate[];
  readonly doubts: readonly string[];
}

/** A metric as text. */
export interface ComparisonRow {
  readonly label: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly change: string;
  readonly interval: string;
  readonly p: string;
  readonly effect: string;
  readonly conclusion: Conclusion;
}

export const conclusionWords: Readonly<Record<Conclusion, string>> = {
  regression: 'worse',
  improvement: 'better',
  equivalent: 'equivalent',
  shifted: 'changed, size uncertain',
  inconclusive: 'inconclusive',
  'too-few': 'too few runs',
  'one-run': 'one run',
  'not-measured': 'not measured',
};

export const gateWords: Readonly<Record<GateStatus, string>> = {
  passed: 'passed',
  failed: 'failed',
  'too-few': 'cannot fail: too few runs',
  'not-measured': 'not measured',
};

export function rowOf({ metric, values, adjustedP, conclusion }: MetricComparison): ComparisonRow {
  const format = formatFor(metric);
  const { label } = metric;
  if (values === undefined) return { label, conclusion, ...notMeasured };
  const { ratio, shift, baselineMedian, candidateMedian, effect } = values;
  const tested = conclusion !== 'one-run';
  return {
    ...{ label, conclusion },
    baseline: format(baselineMedian),
    candidate: format(candidateMedian),
    change: changeOf(metric, ratio, shift),
    interval: intervalOf(metric, ratio, shift),
    p: tested && adjustedP !== undefined ? pText(adjustedP) : absent,
    effect: tested ? effect.cliffsDelta.toFixed(2) : absent,
  };
}

const notMeasured = {
  ...{ baseline: absent, candidate: absent, change: absent },
  ...{ interval: absent, p: absent, effect: absent },
};

const isCount = ({ kind }: ComparedMetric): boolean => kind === 'count';

const changeOf = (metric: ComparedMetric, ratio: Estimate | undefined, shift: Estimate): string =>
  isCount(metric) || ratio === undefined
    ? signed(shift.estimate, formatFor(metric))
    : signed(ratio.estimate - 1, percent);

function intervalOf(metric: ComparedMetric, ratio: Estimate | undefined, shift: Estimate): string {
  const asShare = !isCount(metric) && ratio !== undefined;
  const interval = asShare ? ratio.interval : shift.interval;
  if (interval === undefined) return absent;
  const text = (value: number) => (asShare ? signed(value - 1, percent) : signed(value, formatFor(metric)));
  return `${text(interval.low)} to ${text(interval.high)}`;
}

const signed = (value: number, format: Format): string => {
  const text = format(Math.abs(value));
  if (format(0) === text) return text;
  return value > 0 ? `+${text}` : `−${text}`;
};

const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3));

export const formatFor = ({ unit, kind }: ComparedMetric): Format =>
  unit === undefined ? (kind === 'count' ? halves : plain) : { ms, MB: mb, USD: usd }[unit];

/** A median of counts is whole, or between two: `10`, `10.5`. */
const halves: Format = (value) => (Number.isInteger(value) ? count(value) : value.toFixed(1));

export const gateValue = ({ rule, values, status }: Gate): string => {
  if (values === undefined) return gateWords[status];
  if (rule.margin.kind === 'relative' && values.ratio !== undefined) return signed(values.ratio.estimate - 1, percent);
  return signed(values.shift.estimate, formatFor(rule.metric));
};

export const targetsIn = ({ metrics }: RunComparison): string[] => [...new Set(metrics.map(({ target }) => target))];

/** What the comparison found, in a sentence that can be quoted. */
export function findingOf({ baseline, candidate, comparison, gates }: ComparisonView): string {
  const { metrics, threshold, alpha } = comparison;
  const number = (conclusion: Conclusion) => metrics.filter((row) => row.conclusion === conclusion).length;
  const sizes = `${counted(baseline.length, 'run')} against ${counted(candidate.length, 'run')}`;
  const judged = metrics.filter(({ conclusion }) => conclusion !== 'not-measured');
  if (judged.length === 0) return `${sizes}: the two sides have no figure in common.`;
  if (judged.every(({ conclusion }) => conclusion === 'one-run'))
    return `${sizes}: one run per side supports no conclusion; the differences below are those of these runs.`;
  const failed = gates.filter(({ status }) => status === 'failed').length;
  const gateText = failed > 0 ? ` ${counted(failed, 'limit')} of --fail-on exceeded.` : '';
  const parts = [
    `${number('regression')} worse and ${number('improvement')} better by more than ${exactPercent(threshold)}`,
    `${number('equivalent')} equivalent`,
    `${judged.length - number('regression') - number('improvement') - number('equivalent')} undecided`,
  ];
  return `${sizes}, ${counted(judged.length, 'figure')}: ${parts.join(', ')} (significance level ${exactPercent(alpha)}).${gateText}`;
}

/** What became worse, then what became better, the largest change first; counts, which have no share, come last. */
export function mostChanged({ metrics }: RunComparison): MetricComparison[] {
  const size = ({ metric, values }: MetricComparison): number =>
    metric.kind === 'count' || values?.ratio === undefined ? 0 : Math.abs(Math.log(values.ratio.estimate));
  const largest = (conclusion: Conclusion) =>
    metrics.filter((row) => row.conclusion === conclusion).sort((a, b) => size(b) - size(a));
  return [...largest('regression'), ...largest('improvement')];
}

/** What limits the comparison: runs that were left out, differences between the sides, too few runs. */
export const doubtsOf = (view: ComparisonView): string[] => [
  ...view.leftOut.map(({ name, why }) => `Left out: ${name}, ${why}.`),
  ...view.doubts,
  ...adviceOf(view),
];

/** How many runs it would take, where there are too few. */
function adviceOf({ comparison, gates }: ComparisonView): string[] {
  const { replicatesNeeded, family, replicate, metrics, alpha } = comparison;
  const what = replicate === 'run' ? 'runs' : 'repeats';
  const advice = [
    replicate === 'repeat' &&
      'Repeats of one run are more alike than runs are: findings hold for the hours of these runs, not for any other.',
    metrics.some(({ conclusion }) => conclusion === 'too-few' || conclusion === 'one-run') &&
      `A finding among ${counted(family, 'figure')} needs at least ${replicatesNeeded} ${what} per side.`,
    gates.some(({ status }) => status === 'too-few') &&
      `${counted(gates.length, 'limit')} of --fail-on ${gates.length === 1 ? 'needs' : 'need'} at least ${runsNeeded(gates.length, alpha, 1)} ${what} per side.`,
  ].filter((text) => text !== false);
  return advice.length === 0 ? [] : [advice.join(' ')];
}

/** The methods, for someone who reads the result in a year. */
export function methodNote({ alpha, threshold, replicate, family, metrics }: RunComparison): string {
  const exact = metrics.every(({ values }) => values?.exact !== false);
  return [
    `Each ${replicate === 'run' ? 'run' : 'repeat on fresh targets'} counts as one measurement.`,
    'Change: Hodges-Lehmann shift of logarithms; for counts, of the counts.',
    `Interval: ${exactPercent(1 - alpha)}, for each figure by itself.`,
    `p: ${exact ? 'exact ' : ''}Mann-Whitney test of no difference, adjusted for ${counted(family, 'figure')} that are not the same in all runs (Holm).`,
    'δ: Cliff’s delta.',
    `Worse or better: by more than ${exactPercent(threshold)}; for counts, by any amount.`,
    `Equivalent: the ${exactPercent(1 - 2 * alpha)} interval lies within it.`,
  ].join(' ');
}
