import { numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { TargetResult, ThresholdResult } from '../../model/run-result.ts';
import { evaluate, type FigureOf } from '../../scenario/thresholds/evaluate.ts';
import { type Metric, metricsOf, parseThreshold, type Threshold } from '../../scenario/thresholds/threshold.ts';
import { countInRepeat, isCountPerRepeat, repeatNumbers } from '../../stats/comparison/repeats.ts';
import { count, counted } from '../../text/format.ts';
import { beyondAnswers } from './beyond-answers.ts';
import { contendedCounts } from './contention.ts';

/**
 * A figure that was not measured, on either side, fails its threshold: silence is no proof. Where all its figures are counts of
 * targets that each repeat starts again, every repeat must meet it, and the result is that of the worst.
 */
export function checkThreshold(
  expression: string,
  targets: readonly TargetResult[],
  demandPerSecond?: number,
): ThresholdResult {
  const threshold = parseThreshold(expression);
  const repeats = repeatsToJudge(threshold, targets);
  if (repeats.length < 2)
    return judged(expression, threshold, (metric) => measured(metric, targets, demandPerSecond), targets);
  const each = repeats.map((repeat) =>
    judged(expression, threshold, (metric) => countIn(repeat, metric, targets), targets),
  );
  const worst = each.toSorted((a, b) => shortfall(threshold, b) - shortfall(threshold, a))[0];
  return { ...(worst ?? { expression, passed: false }), perRepeat: true };
}

function judged(
  expression: string,
  threshold: Threshold,
  figureOf: FigureOf,
  targets: readonly TargetResult[],
): ThresholdResult {
  const { value, limit, holds } = evaluate(threshold, figureOf);
  const isKnown = value !== undefined && limit !== undefined;
  return {
    expression,
    passed: holds,
    ...optional('value', value),
    ...optional('limit', limit),
    ...optional('reason', isKnown ? undefined : whyUnknown(threshold, targets)),
  };
}

const whyUnknown = (threshold: Threshold, targets: readonly TargetResult[]): string | undefined =>
  metricsOf(threshold)
    .map((metric) => {
      const target = targetOf(metric, targets);
      return target && whyUnusable(target, metric.paths[0] ?? []);
    })
    .find((reason) => reason !== undefined);

/** None where a figure is of all repeats: a percentile, money, a target that stays from one to the next. */
function repeatsToJudge(threshold: Threshold, targets: readonly TargetResult[]): number[] {
  const metrics = metricsOf(threshold);
  const named = metrics.map((metric) => ({ metric, target: targetOf(metric, targets) }));
  const perRepeat = named.every(
    ({ metric: { paths }, target }) => target !== undefined && paths.every((path) => isCountPerRepeat(target, path)),
  );
  if (!perRepeat) return [];
  return [...new Set(named.flatMap(({ target }) => (target === undefined ? [] : repeatNumbers(target))))];
}

function countIn(repeat: number, metric: Metric, targets: readonly TargetResult[]): number | undefined {
  const target = targetOf(metric, targets);
  if (target === undefined) return undefined;
  return metric.paths
    .map((path) => (whyUnusable(target, path) === undefined ? countInRepeat(target, path, repeat) : undefined))
    .find((found) => found !== undefined);
}

/** How far a repeat is on the wrong side. One that was not measured is worse than any, one that failed worse than one that passed. */
function shortfall({ operator }: Threshold, { passed, value, limit }: ThresholdResult): number {
  if (value === undefined || limit === undefined) return Number.POSITIVE_INFINITY;
  const above = value - limit;
  if (operator === '<' || operator === '<=') return above;
  if (operator === '>' || operator === '>=') return -above;
  return operator === '==' ? Math.abs(above) : Number(!passed);
}

const whyUnusable = (target: TargetResult, path: readonly string[]): string | undefined =>
  beyondAnswers(target, path) ??
  invalidCount(target, path) ??
  costWithoutRate(target, path) ??
  heldWithoutRate(target, path);

/** What is paid by the hour has a price per request only at a rate. */
const costWithoutRate = ({ name, serverCost }: TargetResult, path: readonly string[]): string | undefined =>
  path.at(-1) === 'usdPerMillion' && serverCost !== undefined && serverCost.usdPerMillion === undefined
    ? `${name} is paid by the hour, so a request has a price only at a rate: set \`demand.perSecond\` in the scenario`
    : undefined;

/** The bill of a run of seconds has hardly any of the time that instances are held idle for, which a month at a low rate is made of. */
const isBillOfHeld = ({ costs }: TargetResult, path: readonly string[]): boolean =>
  costs?.instanceTime !== undefined && path.join('.') === 'billing.usdPerMillion';

const heldWithoutRate = (target: TargetResult, path: readonly string[]): string | undefined =>
  isBillOfHeld(target, path)
    ? `${target.name} is paid for while its instances are held idle, so a request has a price only at a rate: set \`demand.perSecond\` in the scenario`
    : undefined;

/** A measured count that is a property of this machine decides nothing about the platform. */
function invalidCount(target: TargetResult, [whole, figure = '']: readonly string[]): string | undefined {
  const instead = whole === 'environments' ? projectedInstead[figure] : undefined;
  const counts = instead === undefined ? undefined : contendedCounts(target);
  if (counts === undefined) return undefined;
  const { phase, measured: here, projected } = counts;
  return `measured counts are INVALID (phase ${phase}: ${counted(here, 'environment')} here, ${count(projected)} projected): use \`${target.name}.projected.${instead}\``;
}

const projectedInstead: Readonly<Record<string, string>> = {
  ...{ distinct: 'environments', reused: 'environments', coldStarts: 'coldStarts', peakAlive: 'peakAlive' },
};

/**
 * The first of its paths at which there is a number. Of a target that never ran nothing was measured, 0 neither, and a maximum of
 * latencies is not one of all requests where some have no answer. The price per million of instances that are held idle is that of a
 * month at the demand.
 */
export function measured(
  metric: Metric,
  targets: readonly TargetResult[],
  demandPerSecond?: number,
): number | undefined {
  const of = targetOf(metric, targets);
  if (of === undefined) return undefined;
  return metric.paths
    .map((path) => {
      if (isBillOfHeld(of, path))
        return of.months?.find(({ perSecond }) => perSecond === demandPerSecond)?.usdPerMillion;
      return whyUnusable(of, path) === undefined ? numberAtKeys(of, path) : undefined;
    })
    .find((value) => value !== undefined);
}

const targetOf = ({ target }: Metric, targets: readonly TargetResult[]): TargetResult | undefined =>
  targets.find(({ name, status }) => name === target && status !== 'not-started');
