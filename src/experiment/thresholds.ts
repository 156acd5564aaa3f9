import { optional } from '../model/optional.ts';
import type { TargetResult, ThresholdResult } from '../model/run-result.ts';
import { type Operator, parseThreshold } from '../scenario/threshold.ts';

/** A metric that was not measured fails its threshold: silence is no proof. */
export function checkThreshold(expression: string, targets: readonly TargetResult[]): ThresholdResult {
  const { target, metric, operator, value: limit } = parseThreshold(expression);
  const value = metricOf(
    targets.find(({ name }) => name === target),
    metric,
  );
  return { expression, passed: value !== undefined && holds[operator](value, limit), ...optional('value', value) };
}

const holds: Record<Operator, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

function metricOf(target: TargetResult | undefined, path: readonly string[]): number | undefined {
  let node: unknown = target;
  for (const key of path) node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  return typeof node === 'number' ? node : undefined;
}
