import { UserError } from '../../model/errors.ts';
import { comparedMetricNamed, primaryIn } from '../../report/figures/compared-metric.ts';
import { quoted } from '../../scenario/reading/problem.ts';
import type { NamedRun, RunComparison } from '../../stats/comparison/compare-runs.ts';
import { type ComparedMetric, metricName } from '../../stats/comparison/metrics.ts';

const most = 3;

/**
 * The primary figures as the options name them, else as all scenarios of the runs name them. Undefined: the default.
 * @throws {UserError} `usage`
 */
export function primaryOf(names: readonly string[], runs: readonly NamedRun[]): ComparedMetric[] | undefined {
  if (names.length > most)
    throw new UserError('usage', `primary: expected at most ${most} metrics, got ${names.length}`, {
      hint: 'each one more takes more runs for a finding; all others are shown as exploratory',
    });
  if (names.length > 0) return names.map(metricOf);
  const [first, ...others] = runs.map(({ result }) => primaryIn(result));
  const namesOf = (metrics: readonly ComparedMetric[] | undefined) => metrics?.map(metricName).join(' ');
  return others.every((other) => namesOf(other) === namesOf(first)) ? first : undefined;
}

/**
 * A figure that carries the conclusion and was not measured would be left out of it in silence.
 * @throws {UserError} `usage`
 */
export function refuseUnmeasured(names: readonly string[], { metrics }: RunComparison): void {
  for (const name of names) {
    const asked = metricName(metricOf(name));
    if (metrics.some(({ metric, values }) => values !== undefined && metricName(metric) === asked)) continue;
    throw new UserError('usage', `primary ${quoted(name)}: not measured on both sides, of any target`, {
      hint: 'a percentile is in a result if a threshold names it, or if it is p50, p90, p95, p99 or p99.9 of enough answers',
    });
  }
}

function metricOf(name: string): ComparedMetric {
  const metric = comparedMetricNamed(name);
  if ('problem' in metric) throw new UserError('usage', `primary ${quoted(name)}: ${metric.problem}`);
  return metric;
}
