import type { TargetResult } from '../../model/run-result.ts';
import { centerOf } from '../tests/hodges-lehmann.ts';
import { type RepeatMeasures, repeatsOf, startsAgain } from './repeats.ts';

/** How far a figure differs from repeat to repeat. */
export interface Spread {
  /** An interval of the typical repeat, or, of too few repeats for one, the lowest and the highest. */
  readonly kind: 'interval' | 'range';
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

const level = 0.95;

/** Of values of the repeats, one each. Six are the fewest that have an interval of 95%: 2 / 2^6 is below 5%, 2 / 2^5 is not. */
export function spreadOfValues(values: readonly number[]): Spread | undefined {
  if (values.length < 2) return undefined;
  const { interval } = centerOf(values, level);
  const repeats = values.length;
  if (interval !== undefined) return { kind: 'interval', low: interval.low, high: interval.high, repeats };
  return { kind: 'range', low: Math.min(...values), high: Math.max(...values), repeats };
}

/** Of a figure that `figureOf` finds in a repeat. Absent for a single repeat, and for what stays warm from one to the next. */
export function spreadOf(
  target: TargetResult,
  figureOf: (repeat: RepeatMeasures) => number | undefined,
): Spread | undefined {
  if (!startsAgain(target)) return undefined;
  const values = repeatsOf(target).map(figureOf);
  return values.includes(undefined) ? undefined : spreadOfValues(values.filter((value) => value !== undefined));
}
