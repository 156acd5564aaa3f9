import { cheapestByRate, pricedOf, type RateRegion } from '../../../billing/month/cheapest-by-rate.ts';
import type { TargetResult } from '../../../model/run-result.ts';
import type { BreakEven } from '../../../model/schema/costs.ts';
import { significant } from '../../../text/format.ts';
import { aboveText, belowText } from '../../../text/rate-ranges.ts';

/** Which target costs the least at which rate, in one sentence: of a pair, or of all that have a price. Undefined if that is not known. */
export function moneyOf(
  targets: readonly TargetResult[],
  pair: { readonly subject: TargetResult; readonly baseline: TargetResult } | undefined,
  breakEvens: readonly BreakEven[] = [],
): string | undefined {
  const isAmongAll = targets.length > 2 && pricedOf(targets).length > 1;
  const compared = isAmongAll ? targets : pair ? [pair.subject, pair.baseline] : [];
  const sentence = isAmongAll
    ? leastOf(targets, breakEvens)
    : pair && cheaperOf(pair.subject, pair.baseline, breakEvens);
  return sentence && `${basisOf(compared)}${sentence}`;
}

/** What the billed time of a call is from: costs of a month follow from calls, CPU and prices, and no month was measured. */
function basisOf(targets: readonly TargetResult[]): string {
  const from = new Set(targets.map(({ costs }) => costs?.calls?.from));
  return from.has('measured') && !from.has('projected') ? 'Projected from measured billed times: ' : 'Projected: ';
}

function leastOf(targets: readonly TargetResult[], breakEvens: readonly BreakEven[]): string | undefined {
  const regions = cheapestByRate(targets, breakEvens);
  const [first, ...others] = regions;
  if (first === undefined || others.some(({ from }) => from?.perSecondHigh === undefined)) return undefined;
  const priced = pricedOf(targets);
  const among = priced.length === targets.length ? '' : ` of ${priced.map(({ name }) => name).join(', ')}`;
  const parts = others.length === 0 ? `${first.name} at every rate` : regions.map(regionWords).join(', ');
  return `cheapest${among}, sustained all month: ${parts}.`;
}

/** `event below 0.183/s` */
function regionWords({ name, from, to }: RateRegion): string {
  const low = from?.perSecondHigh === undefined ? undefined : aboveText(from.perSecondHigh);
  const high = to?.perSecondLow === undefined ? undefined : belowText(to.perSecondLow);
  if (low === undefined) return `${name} below ${high}`;
  return high === undefined ? `${name} above ${low}` : `${name} from ${low} to ${high}`;
}

function cheaperOf(
  subject: TargetResult,
  baseline: TargetResult,
  breakEvens: readonly BreakEven[],
): string | undefined {
  const names = [subject.name, baseline.name];
  const found = breakEvens.filter(({ between }) => between.every((name) => names.includes(name)));
  const last = found.at(-1);
  if (last?.above === undefined) return undefined;
  const { above, aboveTo, perSecondLow, reason } = last;
  if (perSecondLow === undefined || aboveTo !== undefined) return `${reason}.`;
  const other = names.find((name) => name !== above);
  const below = found.length === 1 ? '' : '; below that rate, each of both costs less at some rates';
  return `above ${band(last)} requests/s, sustained all month, ${above} costs less than ${other}${below}.`;
}

/** `0.2`, or from and to where cold starts make a difference that shows. */
function band({ perSecondLow = 0, perSecondHigh = perSecondLow }: BreakEven): string {
  const [low, high] = [significant(perSecondLow), significant(perSecondHigh)];
  return low === high ? low : `${low} to ${high}`;
}
