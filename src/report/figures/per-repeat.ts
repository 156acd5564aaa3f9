import { type NumberPath, numberAt } from '../../model/number-path.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { type PerRepeat, perRepeat } from '../../stats/comparison/repeats.ts';
import { count } from '../../text/format.ts';

/** `1`, `7 to 8` */
export const rangeText = ({ low, high }: Pick<PerRepeat, 'low' | 'high'>): string =>
  low === high ? count(low) : `${count(low)} to ${count(high)}`;

/** `8 per repeat, 64 in total`; without repeats `8`, and `0` where there never was one. */
export function countText(target: TargetResult, path: NumberPath<TargetResult>): string {
  const total = count(numberAt(target, path) ?? 0);
  const each = perRepeat(target, path);
  return each === undefined || each.high === 0 ? total : `${rangeText(each)} per repeat, ${total} in total`;
}
