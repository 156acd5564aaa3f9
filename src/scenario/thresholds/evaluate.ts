import type { Factor, Metric, Operator, Threshold } from './threshold.ts';

/** A figure of a target; undefined if it was not measured. */
export type FigureOf = (metric: Metric) => number | undefined;

export interface Evaluated {
  readonly value: number | undefined;
  readonly limit: number | undefined;
  /** False if a side is not known. */
  readonly holds: boolean;
}

export function evaluate({ left, operator, right }: Threshold, figureOf: FigureOf): Evaluated {
  const [value, limit] = [product(left, figureOf), product(right, figureOf)];
  return { value, limit, holds: value !== undefined && limit !== undefined && holds[operator](value, limit) };
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
function product(factors: readonly Factor[], figureOf: FigureOf): number | undefined {
  let result = 1;
  for (const factor of factors) {
    const of = 'number' in factor ? factor.number : figureOf(factor.metric);
    if (of === undefined) return undefined;
    result = factor.divides ? result / of : result * of;
  }
  return Number.isFinite(result) ? result : undefined;
}
