import { metricName } from '../../stats/comparison/metrics.ts';
import type { ComparisonView } from './view.ts';

/** The comparison for programs. What was not measured or is not known is absent. */
export function comparisonJson({ baseline, candidate, leftOut, comparison, gates, doubts }: ComparisonView): object {
  const { metrics, ...rest } = comparison;
  return {
    schemaVersion: 1,
    baseline: baseline.map(runOf),
    candidate: candidate.map(runOf),
    leftOut,
    ...rest,
    metrics: metrics.map(({ metric, ...row }) => ({ ...row, metric: metricName(metric), unit: metric.unit })),
    gates: gates.map(({ rule, ...gate }) => ({
      ...{ expression: rule.expression, target: rule.target, metric: metricName(rule.metric), margin: rule.margin },
      ...gate,
    })),
    doubts,
  };
}

const runOf = ({ name, result }: ComparisonView['baseline'][number]) => ({
  name,
  startedAt: result.startedAt,
  verdict: result.verdict.status,
});
