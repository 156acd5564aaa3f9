import { optional } from '../../model/optional.ts';
import { holm } from '../tests/holm.ts';
import { type CompareRunsOptions, compareMetric, type MetricComparison, type RunSides } from './compare-runs.ts';
import { compareWithLimit, intervalWithLimit, type Margin, type ValueComparison } from './compare-values.ts';
import { differs, isTest, rounding } from './conclude.ts';
import { independent } from './method.ts';
import type { ComparedMetric } from './metrics.ts';
import { runsNeeded, runsToDecide } from './runs-to-decide.ts';

/** A metric that may not rise by more than the margin. */
export interface GateRule {
  /** As it was written. */
  readonly expression: string;
  readonly target: string;
  readonly metric: ComparedMetric;
  readonly margin: Margin;
}

/**
 * `failed`: shown to have risen by more than the limit. `passed`: shown to have risen by less, and the interval of the change does not
 * go beyond the limit. `undecided`: neither is shown.
 */
type GateStatus = 'passed' | 'failed' | 'undecided';

export interface Gate extends Pick<MetricComparison, 'values' | 'measured' | 'missing'> {
  readonly rule: GateRule;
  readonly status: GateStatus;
  /** One-sided, of a rise by no more than the margin; adjusted for all gates (Holm). */
  readonly adjustedP?: number;
  /** One-sided, of a rise by the margin or more. Not adjusted: that all gates pass by chance is less likely than that one does. */
  readonly withinP?: number;
  /** Runs per side that would decide it, if further runs are like these. */
  readonly runsToDecide?: number;
}

/** All gates together fail by mere chance in at most `alpha` of all comparisons, and pass by mere chance in at most `alpha`. */
export function checkGates(
  rules: readonly GateRule[],
  sides: RunSides,
  options: Pick<CompareRunsOptions, 'replicate' | 'alpha'>,
): Gate[] {
  const rows = rules.map((rule) => ({ rule, ...compareMetric(sides, rule.target, rule.metric, rule.margin, options) }));
  const family = rows.flatMap(({ values }) => (values !== undefined && isTest(values) ? [values] : []));
  const adjusted = holm(family.map(({ pWorse }) => pWorse));
  const pOf = new Map(family.map((values, index) => [values, adjusted[index] ?? 1]));
  // One run a side tests nothing; more of them will.
  const tests = rows.filter(({ values }) => values !== undefined && differs(values)).length;
  return rows.map(({ rule, values, measured, missing }) => {
    const row = { rule, measured, missing };
    if (values === undefined) return { ...row, status: 'undecided' };
    const adjustedP = pOf.get(values) ?? 1;
    return { ...row, values, adjustedP, ...decided(row, values, adjustedP, { tests, ...options }) };
  });
}

function decided(
  { rule, missing }: Pick<Gate, 'rule' | 'missing'>,
  values: ValueComparison,
  adjustedP: number,
  { tests, alpha }: { readonly tests: number; readonly alpha: number },
): Pick<Gate, 'status' | 'withinP' | 'runsToDecide'> {
  const within = compareWithLimit(values, smallestExcess(rule), independent);
  const interval = intervalWithLimit(values, rule.margin, { method: independent, alpha });
  const withinP = within.p;
  if (adjustedP <= alpha + rounding) return { withinP, status: 'failed' };
  const isWhole = missing.baseline + missing.candidate === 0;
  const several = values.baseline.length > 1 && values.candidate.length > 1;
  if (withinP <= alpha + rounding && interval.isWithin && isWhole && several) return { withinP, status: 'passed' };
  const shares = { within: Math.min(within.share, interval.share), beyond: values.beyond.worse };
  const runs = isWhole ? runsFor(shares, { tests: Math.max(1, tests), alpha }) : undefined;
  return { withinP, status: 'undecided', ...optional('runsToDecide', runs) };
}

/** A count that rises by more than 2 rises by at least 3. */
function smallestExcess({ metric, margin }: GateRule): Margin {
  if (metric.kind !== 'count') return margin;
  if (margin.kind === 'relative') return margin.share === 0 ? { kind: 'absolute', amount: 1 } : margin;
  return { kind: 'absolute', amount: Math.floor(margin.amount) + 1 };
}

/** For the ending that fewer runs would show. The interval that must be within the limit has half of alpha above it. */
function runsFor(
  { within, beyond }: { readonly within: number; readonly beyond: number },
  { tests, alpha }: { readonly tests: number; readonly alpha: number },
): number | undefined {
  const toPass = runsToDecide({ share: within, alpha: alpha / 2, fewest: runsNeeded(1, alpha, 1) });
  const toFail = runsToDecide({ share: beyond, alpha: alpha / tests, fewest: runsNeeded(tests, alpha, 1) });
  const fewest = Math.min(toPass ?? Number.POSITIVE_INFINITY, toFail ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(fewest) ? fewest : undefined;
}
