import type { TargetResult, ThresholdResult } from '../../model/run-result.ts';
import { type Metric, metricsOf, parseThreshold } from '../../scenario/thresholds/threshold.ts';
import { fewestSamples, percentOf } from '../../text/percentiles.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';
import { measured } from './thresholds.ts';

/** What the run has to decide. */
interface Asked {
  readonly thresholds: readonly ThresholdResult[];
  readonly baseline: string | undefined;
}

/** Whether there are enough samples to decide it. */
export const sampleReasons = (targets: readonly TargetResult[], { thresholds, baseline }: Asked): Reason[] =>
  present([
    ...thresholds.map(({ expression }) =>
      metricsOf(parseThreshold(expression))
        .map((metric) => thresholdReason(expression, metric, targets))
        .find((reason) => reason !== undefined),
    ),
    ...comparisonReasons(
      targets,
      targets.find(({ name }) => name === baseline),
    ),
  ]);

/** A threshold that cannot be decided has not failed: the run says nothing about it. */
function thresholdReason(expression: string, metric: Metric, targets: readonly TargetResult[]): Reason | undefined {
  const target = targets.find((candidate) => candidate.name === metric.target);
  if (measured(metric, targets) !== undefined || target === undefined || target.requests.answered === 0)
    return undefined;
  const path = metric.paths[0] ?? [];
  const percentile = path.at(-1) ?? '';
  const percent = percentOf(percentile);
  const samples = samplesOf(target, path);
  if (percent === undefined || samples === undefined || samples >= fewestSamples(percent)) return undefined;
  const facts = { target: target.name, samples, expression, percentile, fewest: fewestSamples(percent) };
  return reasonFor('too-few-samples', facts, 'INVALID');
}

/** The number of samples behind a percentile at this path; undefined where it does not describe requests. */
function samplesOf({ latencyMs, requests }: TargetResult, [whole, time, part]: readonly string[]): number | undefined {
  if (whole === 'client' && time === 'sendLagMs') return requests.sent;
  if (whole !== 'latencyMs') return undefined;
  const split = time === 'responseTime' || time === 'timeToFirstByte' ? latencyMs[time] : latencyMs.serviceTime;
  if (part !== 'all' && part !== 'cold' && part !== 'warm') return undefined;
  return split?.[part]?.count ?? 0;
}

/** Of the medians that a comparison divides. */
function comparisonReasons(targets: readonly TargetResult[], baseline: TargetResult | undefined): Reason[] {
  if (targets.length < 2 || baseline?.latencyMs.serviceTime.all?.p50 === undefined) return [];
  return targets.flatMap(({ name: target, latencyMs }) => {
    const { p50, count: samples = 0 } = latencyMs.serviceTime.all ?? {};
    if (p50 === undefined || samples >= limit.fewestForMedian) return [];
    return [reasonFor('too-few-samples', { target, samples }, 'SUSPECT')];
  });
}
