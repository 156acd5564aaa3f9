import type { Comparison, TargetResult, ThresholdResult } from '../../model/run-result.ts';
import { type Metric, metricsOf, parseThreshold } from '../../scenario/thresholds/threshold.ts';
import { found, type Reason } from './reason.ts';
import { measured } from './thresholds.ts';

/** What the run was to decide. */
export interface Asked {
  readonly thresholds?: readonly ThresholdResult[];
  readonly comparison?: Comparison | undefined;
}

/** Whether there is enough to answer with what was asked. */
export const sampleReasons = (targets: readonly TargetResult[], { thresholds = [], comparison }: Asked): Reason[] =>
  found([
    ...thresholds.map(({ expression }) =>
      metricsOf(parseThreshold(expression))
        .map((metric) => thresholdReason(expression, metric, targets))
        .find((reason) => reason !== undefined),
    ),
    ...(comparison?.targets ?? []).map((compared) =>
      targets.length > 1 ? comparisonReason(compared, targets) : undefined,
    ),
  ]);

/** From fewer, a percentile is no more than another name for the maximum; `docs/metrics.md`. */
const fewestSamples = { p50: 2, p90: 10, p99: 100, p999: 1000 };

/** A threshold that cannot be decided did not fail, either: the run says nothing about it. */
function thresholdReason(expression: string, metric: Metric, targets: readonly TargetResult[]): Reason | undefined {
  const target = targets.find((candidate) => candidate.name === metric.target);
  if (measured(metric, targets) !== undefined || target === undefined || target.requests.answered === 0)
    return undefined;
  const path = metric.paths[0] ?? [];
  const percentile = path.at(-1) ?? '';
  const samples = samplesOf(target, path);
  if (!isPercentile(percentile) || samples === undefined || samples >= fewestSamples[percentile]) return undefined;
  return {
    code: 'too-few-samples',
    weight: 'INVALID',
    target: target.name,
    message: `the threshold \`${expression}\` cannot be checked with ${inWords(samples)}: ${percentile} needs ${fewestSamples[percentile]}`,
    advice: 'send more requests, or ask for a lower percentile or the maximum',
  };
}

const isPercentile = (word: string): word is keyof typeof fewestSamples => Object.hasOwn(fewestSamples, word);

/** Those that a percentile at this path is of; undefined where it is of something else than requests. */
function samplesOf({ latencyMs, requests }: TargetResult, [whole, time, part]: readonly string[]): number | undefined {
  if (whole === 'client' && time === 'sendLagMs') return requests.sent;
  if (whole !== 'latencyMs') return undefined;
  const split = time === 'responseTime' ? latencyMs.responseTime : latencyMs.serviceTime;
  if (part !== 'all' && part !== 'cold' && part !== 'warm') return undefined;
  return split[part]?.count ?? 0;
}

/**
 * Of n answers, the quickest and the slowest enclose the median of the target with a confidence of 1 - 2^(1 - n): less than
 * 95 % for five, more for six.
 */
const fewestForMedian = 6;

function comparisonReason(
  { name, p50Ratio }: Comparison['targets'][number],
  targets: readonly TargetResult[],
): Reason | undefined {
  const samples = targets.find((target) => target.name === name)?.latencyMs.serviceTime.all?.count;
  if (p50Ratio === undefined || samples === undefined || samples >= fewestForMedian) return undefined;
  return {
    code: 'too-few-samples',
    weight: 'SUSPECT',
    target: name,
    message: `the latency of ${name} is compared by the median of ${inWords(samples)}; fewer than ${fewestForMedian} do not hold it with 95 % confidence`,
    advice: 'send more requests before quoting a ratio of latencies',
  };
}

const inWords = (samples: number): string => (samples === 1 ? '1 sample' : `${samples} samples`);
