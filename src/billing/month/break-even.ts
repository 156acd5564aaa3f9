import { optional } from '../../model/optional.ts';
import type { BreakEven, Costs } from '../../model/schema/costs.ts';
import { perSecond as rateText, usd } from '../../text/format.ts';
import { type RateRange, rangesText } from '../../text/rate-ranges.ts';
import {
  type CostBounds,
  type CostCurve,
  type PricedTarget,
  type Region,
  regionsOf,
  type SearchedCurve,
  same,
  searched,
} from './cheaper-regions.ts';
import { edge, searchedRates } from './crossing.ts';
import { hoursPerMonth } from './month-cost.ts';
import { monthAt } from './months.ts';

/** Every crossing of the monthly costs of every two targets, or for each two the reason why there is none. */
export const breakEvensOf = (targets: readonly PricedTarget[]): BreakEven[] =>
  breakEvensOfCurves(targets.map((target) => ({ ...target, at: (perSecond) => costAt(target.costs, perSecond) })));

/** The same of costs whose bounds are known at every rate. `shownPerSecond`: at which the costs are compared where there is no break-even. */
export function breakEvensOfCurves(targets: readonly CostCurve[], shownPerSecond?: number): BreakEven[] {
  const curves = targets.map(searched);
  return curves.flatMap((one, index) =>
    curves.slice(index + 1).flatMap((other) => between(one, other, shownPerSecond)),
  );
}

function costAt(costs: Costs, perSecond: number): CostBounds {
  const { usdLow, usd: steady, usdHigh } = monthAt(costs, perSecond);
  return { low: usdLow, steady, high: usdHigh };
}

function between(one: SearchedCurve, other: SearchedCurve, shownPerSecond?: number): BreakEven[] {
  const regions = regionsOf(one, other);
  const assumes = assumptionsOf(one, other);
  const pair: [string, string] = [one.name, other.name];
  const nameOf = ({ cheaper }: Region) => (cheaper === 'one' ? one.name : other.name);
  const bands = regions.flatMap((region, index) => {
    const [before, after] = [regions[index - 1], regions[index + 1]];
    if (region.cheaper !== 'either' || before === undefined || after === undefined) return [];
    return [
      {
        between: pair,
        ...{ perSecondLow: region.from, perSecondHigh: region.to },
        ...steadyCrossing(region, one, other),
        ...{ below: nameOf(before), above: nameOf(after) },
        ...optional('belowFrom', before.from > searchedRates.low ? before.from : undefined),
        ...optional('aboveTo', after.to < searchedRates.high ? after.to : undefined),
      },
    ];
  });
  if (bands.length === 0) return [{ between: pair, ...none(regions, { one, other, shownPerSecond }), assumes }];
  const reason = pairWords(bands);
  return bands.map((band) => ({ ...band, reason, assumes }));
}

type Band = Pick<BreakEven, 'between' | 'perSecondLow' | 'perSecondHigh' | 'below' | 'above' | 'belowFrom' | 'aboveTo'>;

/** Rates at which one of a pair costs less for certain, from its break-evens, the lowest first. Empty without a break-even. */
export function cheaperRanges(bands: readonly Band[], name: string): RateRange[] {
  const last = bands.at(-1);
  const below = bands.flatMap(({ below: cheaper, belowFrom: from, perSecondLow: to }): RateRange[] =>
    cheaper === name && to !== undefined ? [{ from, to }] : [],
  );
  const isLast = last?.above === name && last.perSecondHigh !== undefined;
  return [...below, ...(isLast ? [{ from: last.perSecondHigh, to: last.aboveTo }] : [])];
}

/** `below 0.5/s lambda costs less, above 1/s server does` */
function pairWords(bands: readonly Band[]): string {
  const [first] = bands;
  const names = [first?.below, ...bands.map(({ above }) => above)].filter((name) => name !== undefined);
  const [cheapest = '', next] = new Set(names);
  const ranges = (name: string) => rangesText(cheaperRanges(bands, name));
  if (next === undefined) return `${ranges(cheapest)} ${cheapest} costs less, elsewhere either may`;
  if (bands.length === 1) return `${ranges(cheapest)} ${cheapest} costs less, ${ranges(next)} ${next} does`;
  const rest = bands.some(isWide) ? '; elsewhere either may' : '';
  return `${ranges(cheapest)} ${cheapest} costs less; ${ranges(next)} ${next} does${rest}`;
}

/** Both sides of a leap are one rate. */
const leap = 1e-6;

const isWide = ({ perSecondLow: low = 0, perSecondHigh: high = low }: Band): boolean => high > low * (1 + leap);

function steadyCrossing(
  { from, to }: Region,
  one: CostCurve,
  other: CostCurve,
): Pick<BreakEven, 'perSecond' | 'usdPerMonth'> {
  const isOneCheaper = (rate: number) => one.at(rate).steady < other.at(rate).steady;
  const below = isOneCheaper(from * (1 - same));
  if (below === isOneCheaper(to * (1 + same))) return {};
  const perSecond = edge(from, to, (rate) => isOneCheaper(rate) === below);
  // The same of both, unless one of them costs without end above this rate.
  return { perSecond, usdPerMonth: Math.min(one.at(perSecond).steady, other.at(perSecond).steady) };
}

interface Compared {
  readonly one: CostCurve;
  readonly other: CostCurve;
  readonly shownPerSecond?: number | undefined;
}

/** All rates that are decided are decided for the same one; the lowest or the highest ones may not be. */
function none(
  regions: readonly Region[],
  { one, other, shownPerSecond }: Compared,
): Pick<BreakEven, 'below' | 'above' | 'reason'> {
  const decided = regions.find(({ cheaper }) => cheaper !== 'either');
  if (decided === undefined)
    return { reason: `at no rate does one of them cost less: ${openWords(regions[0], one, other)}` };
  const [cheaper, dearer] = decided.cheaper === 'one' ? [one, other] : [other, one];
  const [first, last] = [regions[0], regions.at(-1)];
  const isOpenBelow = first?.cheaper === 'either';
  const isOpenAbove = last?.cheaper === 'either';
  const where = [
    isOpenBelow ? `above ${rateText(decided.from)}` : undefined,
    isOpenAbove ? `below ${rateText(decided.to)}` : undefined,
  ].filter((part) => part !== undefined);
  const rest = isOpenBelow ? openWords(first, one, other) : isOpenAbove ? openWords(last, one, other) : undefined;
  const scope = where.length === 0 ? 'at every rate' : where.join(' and ');
  return {
    ...(!isOpenBelow && { below: cheaper.name }),
    ...(!isOpenAbove && { above: cheaper.name }),
    reason: `${cheaper.name} costs less ${scope}: ${costWords(cheaper, dearer, { decided, shownPerSecond })}${rest === undefined ? '' : `; elsewhere ${rest}`}`,
  };
}

/** What is paid at the rate that is shown; else what is paid at every rate, or where that is nothing, for one request a second. */
function costWords(
  cheaper: CostCurve,
  dearer: CostCurve,
  { decided, shownPerSecond }: { readonly decided: Region; readonly shownPerSecond?: number | undefined },
): string {
  const fixed = [cheaper, dearer].map((curve) => curve.at(decided.from).low);
  const rate = shownPerSecond ?? (fixed.some((cost) => cost < 0.01) ? 1 : undefined);
  if (rate !== undefined && decided.from <= rate && rate <= decided.to && Number.isFinite(dearer.at(rate).steady))
    return `${usd(cheaper.at(rate).steady)} a month at ${rateText(rate)}, against ${usd(dearer.at(rate).steady)}`;
  const [low = 0, high = 0] = fixed;
  if (!Number.isFinite(high)) return `the load is more than ${dearer.name} carries`;
  return `${usd(low)} and more a month against ${usd(high)} and more`;
}

function openWords(region: Region | undefined, one: CostCurve, other: CostCurve): string {
  const rate = region?.from ?? searchedRates.low;
  const [left, right] = [one.at(rate), other.at(rate)];
  if (!Number.isFinite(left.steady) && !Number.isFinite(right.steady)) return 'neither carries the load';
  return Math.abs(left.high - right.low) <= same * right.low && Math.abs(left.low - right.high) <= same * right.high
    ? 'both cost the same'
    : 'that depends on cold starts';
}

const assumptionsOf = (one: CostCurve, other: CostCurve): string[] => [
  `the rate is held all month, ${hoursPerMonth} hours, by arrivals at random`,
  ...[one, other].flatMap(({ name, costs }) => costs.assumes.map((text) => `${name}: ${text}`)),
];
