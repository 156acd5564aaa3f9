import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { nearest } from '../../scenario/reading/nearest.ts';
import { didYouMean, quoted } from '../../scenario/reading/problem.ts';
import { metricAliases } from '../../scenario/thresholds/metric-aliases.ts';
import { metricPaths, unitOf } from '../../scenario/thresholds/metrics.ts';
import { dimensionOf, isUnit, unitFactor } from '../../scenario/thresholds/units.ts';
import type { Margin } from '../../stats/comparison/compare-values.ts';
import type { GateRule } from '../../stats/comparison/gates.ts';
import { type ComparedMetric, comparedMetrics, metricName } from '../../stats/comparison/metrics.ts';

/**
 * The rules of one `--fail-on`: `TARGET.METRIC > 10%` (or `> 20 ms`, `> 0`: the allowed increase), or `10%` for every latency of
 * every target.
 * @throws {UserError} `fail-on-invalid`
 */
export function parseFailOn(text: string, targets: readonly string[]): GateRule[] {
  const everywhere = /^\s*>?\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1];
  if (everywhere !== undefined) return everyLatency(text, Number(everywhere) / 100, targets);
  const [, target, name, amount, unit] =
    /^\s*([\w-]+)\.([A-Za-z]\w*(?:\.\w+)*)\s*>\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ]*|%)\s*$/.exec(text) ?? [];
  if (target === undefined || name === undefined || amount === undefined || unit === undefined)
    throw invalid(text, 'expected `TARGET.METRIC > 10%`, `TARGET.METRIC > 20 ms`, or `10%` for every latency');
  if (!targets.includes(target))
    throw invalid(text, `no target ${quoted(target)} on both sides${didYouMean(nearest(target, targets))}`);
  const metric = metricNamed(text, name);
  return [{ expression: text.trim(), target, metric, margin: marginOf(text, metric, Number(amount), unit) }];
}

function everyLatency(text: string, share: number, targets: readonly string[]): GateRule[] {
  const latencies = comparedMetrics.filter(({ kind }) => kind === 'latency');
  return targets.flatMap((target) =>
    latencies.map((metric) => ({
      ...{ expression: `${target}.${metricName(metric)} > ${text.trim().replace(/^>\s*/, '')}`, target, metric },
      margin: { kind: 'relative' as const, share },
    })),
  );
}

/** Accepts every number of a target, by its path or its short name. */
function metricNamed(text: string, name: string): ComparedMetric {
  const paths = metricPaths().includes(name) ? [name] : metricAliases.get(name);
  if (paths === undefined)
    throw invalid(
      text,
      `unknown metric ${quoted(name)}${didYouMean(nearest(name, [...metricPaths(), ...metricAliases.keys()]))}`,
    );
  const known = comparedMetrics.find((metric) => metricName(metric) === paths[0]);
  if (known !== undefined) return known;
  const split = paths.map((path) => path.split('.'));
  const unit = unitOf(split[0] ?? []);
  return { paths: split, label: name, kind: 'quantity', ...optional('unit', unit) };
}

function marginOf(text: string, metric: ComparedMetric, amount: number, unit: string): Margin {
  if (unit === '%') return { kind: 'relative', share: amount / 100 };
  if (unit === '') return { kind: 'absolute', amount };
  const own = metric.unit ?? '';
  if (!isUnit(unit) || dimensionOf([{ unit, divides: false }]) !== own)
    throw invalid(
      text,
      own === ''
        ? `${metricName(metric)} has no unit, got ${quoted(unit)}`
        : `expected a number in ${own} or %, got ${quoted(unit)}`,
    );
  return { kind: 'absolute', amount: amount * unitFactor(unit) };
}

const invalid = (text: string, problem: string): UserError =>
  new UserError('fail-on-invalid', `--fail-on ${quoted(text)}: ${problem}`);
