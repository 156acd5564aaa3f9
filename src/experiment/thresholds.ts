import { optional } from '../model/optional.ts';
import type { TargetResult, ThresholdResult } from '../model/run-result.ts';
import { type Factor, type Metric, type Operator, parseThreshold } from '../scenario/threshold.ts';

/** A figure that was not measured, on either side, fails its threshold: silence is no proof. */
export function checkThreshold(expression: string, targets: readonly TargetResult[]): ThresholdResult {
  const { left, operator, right } = parseThreshold(expression);
  const [value, limit] = [product(left, targets), product(right, targets)];
  return {
    expression,
    passed: value !== undefined && limit !== undefined && holds[operator](value, limit),
    ...optional('value', value),
    ...optional('limit', limit),
  };
}

const holds: Record<Operator, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

/** Absent if one of its figures is, or where a figure to divide by is 0. */
function product(factors: readonly Factor[], targets: readonly TargetResult[]): number | undefined {
  let result = 1;
  for (const factor of factors) {
    const of = 'number' in factor ? factor.number : measured(factor.metric, targets);
    if (of === undefined) return undefined;
    result = factor.divides ? result / of : result * of;
  }
  return Number.isFinite(result) ? result : undefined;
}

/** The first of its paths at which there is a number; of a target that never ran nothing was measured, 0 neither. */
export function measured({ target, paths }: Metric, targets: readonly TargetResult[]): number | undefined {
  const of = targets.find(({ name, status }) => name === target && status !== 'not-started');
  return paths.map((path) => numberAt(of, path)).find((value) => value !== undefined);
}

function numberAt(target: TargetResult | undefined, path: readonly string[]): number | undefined {
  let node: unknown = target;
  for (const key of path) node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  return typeof node === 'number' ? node : undefined;
}
