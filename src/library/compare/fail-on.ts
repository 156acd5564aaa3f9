import { UserError } from '../../model/errors.ts';
import { comparedMetricNamed } from '../../report/figures/compared-metric.ts';
import { nearest } from '../../scenario/reading/nearest.ts';
import { didYouMean, quoted } from '../../scenario/reading/problem.ts';
import { dimensionOf, isUnit, unitFactor, unitForm } from '../../scenario/thresholds/units.ts';
import type { Margin } from '../../stats/comparison/compare-values.ts';
import type { GateRule } from '../../stats/comparison/gates.ts';
import { type ComparedMetric, comparedMetrics, metricName } from '../../stats/comparison/metrics.ts';

const one = new RegExp(`^\\s*([\\w-]+)\\.([A-Za-z]\\w*(?:\\.\\w+)*)\\s*>\\s*(\\d+(?:\\.\\d+)?)\\s*(${unitForm})\\s*$`);

/**
 * The rules of one `failOn`: `TARGET.METRIC > 10%` (or `> 20 ms`, `> 0`: the allowed increase), or `10%` for every latency of
 * every target.
 * @param targets of both sides: one that a side does not have is no reason to pass.
 * @throws {UserError} `fail-on-invalid`
 */
export function parseFailOn(text: string, targets: readonly string[]): GateRule[] {
  const everywhere = /^\s*>?\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1];
  if (everywhere !== undefined) return everyLatency(text, finite(text, Number(everywhere) / 100), targets);
  const [, target, name, amount, unit] = one.exec(text) ?? [];
  if (target === undefined || name === undefined || amount === undefined || unit === undefined)
    throw invalid(text, 'expected `TARGET.METRIC > 10%`, `TARGET.METRIC > 20 ms`, or `10%` for every latency');
  if (!targets.includes(target))
    throw invalid(text, `no target ${quoted(target)} in these runs${didYouMean(nearest(target, targets))}`);
  const metric = comparedMetricNamed(name);
  if ('problem' in metric) throw invalid(text, metric.problem);
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

function marginOf(text: string, metric: ComparedMetric, amount: number, unit: string): Margin {
  if (unit === '%') return { kind: 'relative', share: finite(text, amount / 100) };
  if (unit === '') return { kind: 'absolute', amount: finite(text, amount) };
  const own = metric.unit ?? '';
  if (!isUnit(unit) || dimensionOf([{ unit, divides: false }]) !== own)
    throw invalid(
      text,
      own === ''
        ? `${metricName(metric)} has no unit, got ${quoted(unit)}`
        : `expected a number in ${own} or %, got ${quoted(unit)}`,
    );
  return { kind: 'absolute', amount: finite(text, amount * unitFactor(unit)) };
}

function finite(text: string, amount: number): number {
  if (Number.isFinite(amount)) return amount;
  throw invalid(text, 'expected a smaller number');
}

const invalid = (text: string, problem: string): UserError =>
  new UserError('fail-on-invalid', `failOn ${quoted(text)}: ${problem}`);
