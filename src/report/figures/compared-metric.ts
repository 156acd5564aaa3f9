import { optional } from '../../model/optional.ts';
import type { RunResult } from '../../model/run-result.ts';
import { metricNamed } from '../../scenario/thresholds/metric-named.ts';
import { isCount, unitOf } from '../../scenario/thresholds/metrics.ts';
import { type ComparedMetric, comparedMetrics, metricName } from '../../stats/comparison/metrics.ts';

/** A metric to compare, by its name; or why there is none. */
export function comparedMetricNamed(name: string): ComparedMetric | { readonly problem: string } {
  const named = metricNamed(name);
  if ('problem' in named) return named;
  const { paths } = named;
  const [first = []] = paths;
  const unit = unitOf(first);
  if (unit === '/s')
    return { problem: `comparisons take figures of which less is better, and of ${name} more is; compare a latency` };
  const known = paths.length > 1 ? undefined : comparedMetrics.find((metric) => metricName(metric) === first.join('.'));
  if (known !== undefined) return known;
  return { paths, label: name, kind: isCount(first) ? 'count' : 'quantity', ...optional('unit', unit) };
}

/** The primary figures that the scenario of a run names. Undefined if it names none, or none that this version knows. */
export function primaryIn({ scenario: { resolved } }: Pick<RunResult, 'scenario'>): ComparedMetric[] | undefined {
  const names: unknown =
    typeof resolved === 'object' && resolved !== null ? Reflect.get(resolved, 'primaryMetrics') : undefined;
  if (!Array.isArray(names)) return undefined;
  const metrics = names.map((name) => comparedMetricNamed(String(name)));
  const known = metrics.flatMap((metric) => ('problem' in metric ? [] : [metric]));
  return known.length === metrics.length && known.length > 0 ? known : undefined;
}
