import type { MetricComparison } from '../../stats/comparison/compare-runs.ts';
import type { Change, ValueComparison } from '../../stats/comparison/compare-values.ts';
import type { Conclusion } from '../../stats/comparison/conclude.ts';
import type { ComparedMetric } from '../../stats/comparison/metrics.ts';
import { absent, count, type Format, mb, ms, percent, plain, usd } from '../../text/format.ts';

/** What counts as one measurement, in words. */
export type ReplicateWord = 'run' | 'repeat';

/** A metric as text. */
export interface ComparisonRow {
  readonly label: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly change: string;
  readonly interval: string;
  readonly p: string;
  readonly effect: string;
}

const words: Readonly<Record<Conclusion, string>> = {
  regression: 'worse',
  improvement: 'better',
  equivalent: 'equivalent',
  identical: 'identical',
  shifted: 'changed, size uncertain',
  inconclusive: 'inconclusive',
  'too-few': 'too few runs',
  'one-run': 'one run',
  'not-measured': 'not measured',
};

export const conclusionText = (conclusion: Conclusion, word: ReplicateWord): string =>
  words[conclusion].replace(/\brun/, word);

const claims: readonly Conclusion[] = ['regression', 'improvement', 'equivalent', 'shifted'];

/** Of an exploratory figure, a claim says so: nothing corrects it for the number of figures. */
export function labeledConclusion(
  { conclusion, role }: Pick<MetricComparison, 'conclusion' | 'role'>,
  word: ReplicateWord,
): string {
  const text = conclusionText(conclusion, word);
  return role === 'exploratory' && claims.includes(conclusion) ? `${text} (exploratory)` : text;
}

/** The figures of a row that are shown. */
type Compared = Pick<MetricComparison, 'metric' | 'values' | 'adjustedP' | 'conclusion'>;

export function rowOf({ metric, values, adjustedP, conclusion }: Compared): ComparisonRow {
  const { label } = metric;
  if (values === undefined) return { label, ...notMeasured };
  const format = formatFor(metric);
  const tested = conclusion !== 'one-run' && conclusion !== 'identical';
  return {
    label,
    baseline: format(values.baselineMedian),
    candidate: format(values.candidateMedian),
    change: changeText(metric, values),
    interval: intervalText(metric, values),
    p: tested && adjustedP !== undefined ? pText(adjustedP) : absent,
    effect: tested ? values.effect.cliffsDelta.toFixed(2) : absent,
  };
}

const notMeasured = {
  ...{ baseline: absent, candidate: absent, change: absent },
  ...{ interval: absent, p: absent, effect: absent },
};

/** `+28%`, or `always +9` where every pair has the same difference. Counts are shown in their own unit unless asked otherwise. */
export function changeText(
  metric: ComparedMetric,
  values: ValueComparison,
  as: 'share' | 'amount' = metric.kind === 'count' ? 'amount' : 'share',
): string {
  const { change, format } = shownChange(metric, values, as);
  return isConstant(values, change) ? `always ${format(change.estimate)}` : format(change.estimate);
}

export function intervalText(metric: ComparedMetric, values: ValueComparison): string {
  const { change, format } = shownChange(metric, values);
  if (change.interval === undefined || change.lowest === change.highest) return absent;
  return `${format(change.interval.low)} to ${format(change.interval.high)}`;
}

/** The lowest and the highest change of all pairs; undefined if there is one pair, or all are the same. */
export function pairsText(metric: ComparedMetric, values: ValueComparison): string | undefined {
  const { change, format } = shownChange(metric, values);
  const [low, high] = [format(change.lowest), format(change.highest)];
  return low === high ? undefined : `${low} to ${high}`;
}

function shownChange(
  metric: ComparedMetric,
  { ratio, shift }: ValueComparison,
  as: 'share' | 'amount' = metric.kind === 'count' ? 'amount' : 'share',
): { readonly change: Change; format(value: number): string } {
  return as === 'share' && ratio !== undefined
    ? { change: ratio, format: (value) => signed(value - 1, percent) }
    : { change: shift, format: (value) => signed(value, formatFor(metric)) };
}

const isConstant = ({ baseline, candidate, shift }: ValueComparison, { lowest, highest }: Change): boolean =>
  baseline.length > 1 && candidate.length > 1 && shift.lowest !== 0 && lowest === highest;

function signed(value: number, format: Format): string {
  const text = format(Math.abs(value));
  if (format(0) === text) return text;
  return value > 0 ? `+${text}` : `−${text}`;
}

const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3));

export const formatFor = ({ unit, kind }: ComparedMetric): Format =>
  unit === undefined ? (kind === 'count' ? halves : plain) : { ms, MB: mb, USD: usd }[unit];

/** A median of counts is whole, or between two: `10`, `10.5`. */
const halves: Format = (value) => (Number.isInteger(value) ? count(value) : value.toFixed(1));
