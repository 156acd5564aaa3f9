import type { TargetResult, ThresholdResult } from '../../model/run-result.ts';
import type { Factor } from '../../scenario/thresholds/threshold.ts';
import { measuredValue } from '../../stats/comparison/metrics.ts';
import { type Spread, spreadOfValues } from '../../stats/comparison/repeat-spread.ts';
import { repeatsOf, startsAgain } from '../../stats/comparison/repeats.ts';
import { readable } from './threshold-format.ts';

/** Of the left side of a threshold, worked out in each repeat. Absent if a figure of it is not known repeat by repeat. */
export function spreadOfThreshold(
  { expression }: ThresholdResult,
  targets: readonly TargetResult[],
): Spread | undefined {
  const left = readable(expression)?.left ?? [];
  const repeats = Math.max(0, ...targets.map(({ phases }) => new Set(phases.map(({ repeat }) => repeat)).size));
  const values = Array.from({ length: repeats }, (_, repeat) => productIn(left, targets, repeat));
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length || left.length === 0 ? undefined : spreadOfValues(known);
}

function productIn(factors: readonly Factor[], targets: readonly TargetResult[], repeat: number): number | undefined {
  let product = 1;
  for (const factor of factors) {
    const of = 'number' in factor ? factor.number : valueIn(factor.metric, targets, repeat);
    if (of === undefined) return undefined;
    product = factor.divides ? product / of : product * of;
  }
  return Number.isFinite(product) ? product : undefined;
}

function valueIn(
  { target: name, paths }: Extract<Factor, { readonly metric: unknown }>['metric'],
  targets: readonly TargetResult[],
  repeat: number,
): number | undefined {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined || !startsAgain(target)) return undefined;
  const measures = repeatsOf(target).find((one) => one.repeat === repeat);
  return measures && measuredValue(measures, { paths, label: '', kind: 'quantity' });
}
