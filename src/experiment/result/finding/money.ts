import type { Comparison, TargetResult } from '../../../model/run-result.ts';
import type { BreakEven } from '../../../model/schema/costs.ts';
import { significant } from '../../../text/format.ts';

/** Which of two targets costs less at which rate, in one sentence. Undefined if that is not known. */
export function moneyOf(
  subject: TargetResult,
  baseline: TargetResult,
  breakEvens: Comparison['breakEven'] = [],
): string | undefined {
  const names = [subject.name, baseline.name];
  const found = breakEvens.filter(({ between }) => between.every((name) => names.includes(name)));
  const last = found.at(-1);
  if (last?.above === undefined) return undefined;
  const { above, perSecondLow, reason } = last;
  if (perSecondLow === undefined) return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`;
  const other = names.find((name) => name !== above);
  const below = found.length === 1 ? '' : '; below that rate, each of both costs less at some rates';
  return `Above ${band(last)} requests/s, sustained all month, ${above} costs less than ${other}${below}.`;
}

/** `0.2`, or from and to where cold starts make a difference that shows. */
function band({ perSecondLow = 0, perSecondHigh = perSecondLow }: BreakEven): string {
  const [low, high] = [significant(perSecondLow), significant(perSecondHigh)];
  return low === high ? low : `${low} to ${high}`;
}
