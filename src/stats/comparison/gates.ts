import { holm } from '../tests/holm.ts';
import { type CompareRunsOptions, compareMetric, type MetricComparison, type RunSides } from './compare-runs.ts';
import type { Margin } from './compare-values.ts';
import { differs } from './conclude.ts';
import type { ComparedMetric } from './metrics.ts';

/** A metric that may not rise by more than the margin. */
export interface GateRule {
  /** As it was written. */
  readonly expression: string;
  readonly target: string;
  readonly metric: ComparedMetric;
  readonly margin: Margin;
}

/** `too-few`: so few runs could not have failed it. */
export type GateStatus = 'passed' | 'failed' | 'too-few' | 'not-measured';

export interface Gate extends Pick<MetricComparison, 'values' | 'measured'> {
  readonly rule: GateRule;
  readonly status: GateStatus;
  /** One-sided, of a rise by no more than the margin; adjusted for all gates (Holm). */
  readonly adjustedP?: number;
}

/** All gates together fail by mere chance in at most `alpha` of all comparisons. */
export function checkGates(
  rules: readonly GateRule[],
  sides: RunSides,
  options: Pick<CompareRunsOptions, 'replicate' | 'alpha'>,
): Gate[] {
  const rows = rules.map((rule) => compareMetric(sides, rule.target, rule.metric, rule.margin, options));
  const family = rows.flatMap(({ values }) => (values !== undefined && differs(values) ? [values] : []));
  const adjusted = holm(family.map(({ pWorse }) => pWorse));
  const pOf = new Map(family.map((values, index) => [values, adjusted[index] ?? 1]));
  return rows.map(({ values, measured }, index) => {
    const rule = rules[index];
    if (rule === undefined) throw new RangeError('as many gates as rules');
    if (values === undefined) return { rule, measured, status: 'not-measured' };
    const adjustedP = pOf.get(values) ?? 1;
    const status = statusOf(adjustedP, values.smallestP / 2, differs(values) ? family.length : 1, options.alpha);
    return { rule, measured, values, adjustedP, status };
  });
}

function statusOf(adjustedP: number, smallestOneSided: number, family: number, alpha: number): GateStatus {
  if (adjustedP <= alpha + rounding) return 'failed';
  return family * smallestOneSided > alpha + rounding ? 'too-few' : 'passed';
}

/** 1 / 20 counted as a sum of fractions may end a hair above 0.05. */
const rounding = 1e-12;
