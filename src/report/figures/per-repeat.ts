import { type NumberPath, numberAt } from '../../model/number-path.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { countInRepeat, isCountPerRepeat, repeatNumbers } from '../../stats/comparison/repeat-counts.ts';
import { count } from '../../text/format.ts';

/** A count of a target that each repeat starts anew: 8 processes over 8 repeats are 1 at a time, and 1 is what matters. */
export interface PerRepeat {
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

/** From the lowest to the highest of its repeats. Absent for a single one, and for what stays from one to the next. */
export function perRepeat(target: TargetResult, path: NumberPath<TargetResult>): PerRepeat | undefined {
  const keys = path.split('.');
  if (!isCountPerRepeat(target, keys)) return undefined;
  const counts = repeatNumbers(target).map((repeat) => countInRepeat(target, keys, repeat));
  const known = counts.filter((one) => one !== undefined);
  if (counts.length < 2 || known.length < counts.length) return undefined;
  return { low: Math.min(...known), high: Math.max(...known), repeats: counts.length };
}

/** `1`, `7 to 8` */
export const rangeText = ({ low, high }: PerRepeat): string =>
  low === high ? count(low) : `${count(low)} to ${count(high)}`;

/** `8 per repeat, 64 in all`; without repeats `8`, and `0` where there never was one. */
export function countText(target: TargetResult, path: NumberPath<TargetResult>): string {
  const total = count(numberAt(target, path) ?? 0);
  const each = perRepeat(target, path);
  return each === undefined || each.high === 0 ? total : `${rangeText(each)} per repeat, ${total} in all`;
}
