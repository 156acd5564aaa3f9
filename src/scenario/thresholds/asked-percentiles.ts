import { percentOf } from '../../text/percentiles.ts';
import type { Scenario } from '../schema.ts';
import { metricNamed } from './metric-named.ts';
import { metricsOf, parseThreshold } from './threshold.ts';

/** The percentiles that a scenario asks for beside those of every latency, ascending: 97.5 of `api.latency.p97.5 < 300 ms`. */
export function askedPercentiles({
  thresholds,
  primaryMetrics = [],
}: Pick<Scenario, 'thresholds' | 'primaryMetrics'>): number[] {
  const paths = [
    ...thresholds.flatMap((text) => metricsOf(parseThreshold(text)).flatMap((metric) => metric.paths)),
    ...primaryMetrics.flatMap((name) => {
      const named = metricNamed(name);
      return 'paths' in named ? named.paths : [];
    }),
  ];
  const asked = paths
    .filter((path) => path.at(-2) === 'percentiles')
    .flatMap((path) => percentOf(path.at(-1) ?? '') ?? []);
  return [...new Set(asked)].sort((a, b) => a - b);
}
