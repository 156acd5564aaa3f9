import { smallestRankSumP } from '../tests/rank-sum.ts';
import {
  type CompareRunsOptions,
  compareRuns,
  type MetricComparison,
  type RunComparison,
  type RunSides,
} from './compare-runs.ts';
import { differs, rounding } from './conclude.ts';
import { checkGates, type Gate, type GateRule } from './gates.ts';
import { endedEarly, failedRequests, metricName, requestsWithoutAnswer, throttledRequests } from './metrics.ts';

/** Pairs of runs are added until they decide; the error rate is shared out over all looks at them. */
export interface SequentialPlan {
  /** Of the first look that may decide. */
  readonly minPairs: number;
  readonly maxPairs: number;
  /** Of all looks together. */
  readonly alpha: number;
}

/**
 * `worse`: a figure is shown to have risen by more than its limit. `no-difference`: every figure is shown to be within the margin, both ways.
 * `better`: the same, but for figures that are shown to have fallen by more than the margin. `not-worse`: no figure has risen by the limit or
 * more; that they fell by less than the margin is not shown. `undecided`: none of these.
 */
export type Outcome = 'worse' | 'no-difference' | 'better' | 'not-worse' | 'undecided';

/**
 * Why no further pair was added. `invalid-runs`: a side gave no run that counts, several times in a row. `failing-base`: a target of the base
 * failed its requests, several times in a row.
 */
export type Ending = 'decided' | 'budget' | 'max-pairs' | 'interrupted' | 'invalid-runs' | 'failing-base';

/** What this number of pairs shows. */
export interface Look {
  readonly pairs: number;
  /** The part of the error rate that this look spends. */
  readonly level: number;
  readonly comparison: RunComparison;
  /** Of each target: one for each primary figure, one for failed requests, and those for other refusals that happened. */
  readonly gates: readonly Gate[];
  readonly outcome: Outcome;
}

/**
 * The significance level of the look at this number of pairs; before the first look, the level that it will have. Each pair brings the same
 * part of the error rate (the linear spending function of Lan and DeMets, Biometrika 70, 1983). The first look spends those of all pairs so far,
 * each later one that of its pair, so the levels of all looks add up to the error rate. The probability that any look is wrong is at most this
 * sum, however the looks depend on each other (Boole's inequality) and whenever they end. Shares for looks at rank statistics: Slud and Wei,
 * Journal of the American Statistical Association 77 (1982).
 */
export const levelAt = ({ minPairs, maxPairs, alpha }: SequentialPlan, pairs: number): number =>
  ((pairs <= minPairs ? minPairs : 1) / maxPairs) * alpha;

/** The number of pairs that is the first to decide if all runs of one side are above those of the other; undefined if none is. */
export function fewestDecidingPairs(plan: SequentialPlan): number | undefined {
  for (let pairs = plan.minPairs; pairs <= plan.maxPairs; pairs += 1)
    if (smallestRankSumP(pairs, pairs) / 2 <= levelAt(plan, pairs) + rounding) return pairs;
  return undefined;
}

/** The comparison of the runs so far, as many on each side. */
export function lookAt(
  sides: RunSides,
  plan: SequentialPlan & Pick<CompareRunsOptions, 'threshold' | 'primary'>,
): Look {
  const pairs = sides.baseline.length;
  const level = levelAt(plan, pairs);
  const options = { replicate: 'run', alpha: level, threshold: plan.threshold } as const;
  const compared = compareRuns(sides, { ...options, primary: plan.primary });
  const gates = checkGates(limitsOf(compared), sides, options).filter((gate) => !isThrottledByDesign(gate));
  const comparison = withFindings(compared, gates);
  return { pairs, level, comparison, gates, outcome: outcomeOf(comparison, gates) };
}

/** The limits ask about a rise alone, so their one-sided test finds with fewer runs what the two-sided one of a comparison will find. */
function withFindings(comparison: RunComparison, gates: readonly Gate[]): RunComparison {
  const failed = gates.filter(({ status }) => status === 'failed').map(({ rule }) => rule);
  const isFound = (row: MetricComparison) =>
    failed.some(({ target, metric }) => target === row.target && metric === row.metric);
  const metrics = comparison.metrics.map((row) => (isFound(row) ? { ...row, conclusion: 'regression' as const } : row));
  return { ...comparison, metrics };
}

/**
 * The margin for each primary figure of each target; for counts, for requests without an answer, and for runs that `abortOn` ended, no
 * increase at all.
 */
function limitsOf({ metrics, threshold }: RunComparison): GateRule[] {
  return metrics.filter(isLimited).map(({ target, metric, margin }) => ({
    ...{ target, metric, margin },
    expression: `${target}.${metricName(metric)} ${metric.kind === 'count' ? 'does not rise' : `rises by at most ${Number((threshold * 100).toPrecision(6))}%`}`,
  }));
}

/** Timeouts and throttles that no run had need no line. */
const isLimited = ({ role, metric, values }: MetricComparison): boolean =>
  role === 'primary' ||
  metric === failedRequests ||
  metric === endedEarly ||
  (requestsWithoutAnswer.includes(metric) && values !== undefined && differs(values));

/** Of a load that the base throttles, too, the number of throttles may vary: only a rise that is shown counts. */
const isThrottledByDesign = ({ rule, status, values }: Gate): boolean =>
  rule.metric === throttledRequests && status === 'undecided' && (values?.baseline.some((count) => count > 0) ?? false);

/** Whether more pairs are no longer needed. What is only known not to be worse may still prove to be no different, or better. */
export const isDecided = ({ outcome }: Look): boolean =>
  outcome === 'worse' || outcome === 'no-difference' || outcome === 'better';

/** After the last pair. */
export function finalOutcome({ outcome, pairs }: Look, { minPairs }: SequentialPlan, ending: Ending): Outcome {
  return ending === 'interrupted' || ending === 'failing-base' || pairs < minPairs ? 'undecided' : outcome;
}

function outcomeOf({ metrics }: RunComparison, gates: readonly Gate[]): Outcome {
  if (gates.some(({ status }) => status === 'failed')) return 'worse';
  if (gates.length === 0 || gates.some(({ status }) => status === 'undecided')) return 'undecided';
  const primary = metrics.filter(({ role }) => role === 'primary');
  if (!primary.every(isSettled)) return 'not-worse';
  return primary.some(({ conclusion }) => conclusion === 'improvement') ? 'better' : 'no-difference';
}

/** Of a count, no number of runs shows that it did not fall: that it did not rise is all there is to show. */
const isSettled = ({ metric, conclusion }: MetricComparison): boolean =>
  metric.kind === 'count' || conclusion === 'equivalent' || conclusion === 'identical' || conclusion === 'improvement';
