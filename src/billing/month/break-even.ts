import type { BreakEven, Costs } from '../../model/schema/costs.ts';
import { perSecond as rateText, usd } from '../../text/format.ts';
import { edge, searchedRates } from './crossing.ts';
import { hoursPerMonth } from './month-cost.ts';
import { monthAt } from './months.ts';

/** A target whose month has a price. */
export interface PricedTarget {
  readonly name: string;
  readonly costs: Costs;
}

const stepsPerDecade = 20;
/** Later steps are smaller than 0.5 % of the cost. */
const mostServers = 200;

/** Every crossing of the monthly costs of every two targets, or for each two the reason why there is none. */
export const breakEvensOf = (targets: readonly PricedTarget[]): BreakEven[] =>
  breakEvensOfCurves(targets.map((target) => ({ ...target, at: (perSecond) => costAt(target.costs, perSecond) })));

/** The same of costs whose bounds are known at every rate. `shownPerSecond`: at which the costs are compared where there is no break-even. */
export function breakEvensOfCurves(targets: readonly CostCurve[], shownPerSecond?: number): BreakEven[] {
  const curves = targets.map((target) => ({ ...target, at: remembered(target.at) }));
  return curves.flatMap((one, index) =>
    curves.slice(index + 1).flatMap((other) => between(one, other, shownPerSecond)),
  );
}

/** What a month costs: at least, most likely and at most. All are infinite at a rate that is not carried. */
export interface CostBounds {
  readonly low: number;
  /** At the cold share of steady arrivals. */
  readonly steady: number;
  readonly high: number;
}

export interface CostCurve extends PricedTarget {
  at(perSecond: number): CostBounds;
}

function remembered(at: CostCurve['at']): CostCurve['at'] {
  const known = new Map<number, CostBounds>();
  return (perSecond) => {
    const cost = known.get(perSecond) ?? at(perSecond);
    known.set(perSecond, cost);
    return cost;
  };
}

function costAt(costs: Costs, perSecond: number): CostBounds {
  const { usdLow, usd: steady, usdHigh } = monthAt(costs, perSecond);
  return { low: usdLow, steady, high: usdHigh };
}

/** Which of two costs less at any cold share; `either` where that depends on the cold share, or both cost the same. */
type Cheaper = 'one' | 'other' | 'either';

interface Region {
  readonly cheaper: Cheaper;
  readonly from: number;
  readonly to: number;
}

function between(one: CostCurve, other: CostCurve, shownPerSecond?: number): BreakEven[] {
  const regions = regionsOf(one, other);
  const assumes = assumptionsOf(one, other);
  const pair: [string, string] = [one.name, other.name];
  const bands = regions.flatMap((region, index) => {
    const [before, after] = [regions[index - 1], regions[index + 1]];
    if (region.cheaper !== 'either' || before === undefined || after === undefined) return [];
    return [{ region, below: before.cheaper, above: after.cheaper }];
  });
  const nameOf = (cheaper: Cheaper) => (cheaper === 'one' ? one.name : other.name);
  if (bands.length === 0) return [{ between: pair, ...none(regions, { one, other, shownPerSecond }), assumes }];
  return bands.map(({ region, below, above }) => ({
    between: pair,
    ...{ perSecondLow: region.from, perSecondHigh: region.to },
    ...steadyCrossing(region, one, other),
    ...{ below: nameOf(below), above: nameOf(above) },
    reason:
      below === above
        ? `from ${rateText(region.from)} to ${rateText(region.to)} either may cost less, outside of it ${nameOf(below)} does`
        : `below ${rateText(region.from)} ${nameOf(below)} costs less, above ${rateText(region.to)} ${nameOf(above)} does`,
    assumes,
  }));
}

/** From the lowest to the highest rate; two that are decided have one that is not between them, which may be a single rate. */
function regionsOf(one: CostCurve, other: CostCurve): Region[] {
  const cheaperAt = (rate: number) => cheaperOf(one.at(rate), other.at(rate));
  const regions: Region[] = [];
  let open: Region | undefined;
  const close = (to: number) => {
    if (open !== undefined) regions.push({ ...open, to });
  };
  let last: number = searchedRates.low;
  for (const rate of ratesOf(one, other)) {
    const cheaper = cheaperAt(rate);
    if (open === undefined) open = { cheaper, from: rate, to: rate };
    else if (cheaper !== open.cheaper) {
      const was = open.cheaper;
      const end = edge(last, rate, (at) => cheaperAt(at) === was);
      close(end);
      const start =
        cheaper === 'either' || was === 'either' ? end : edge(last, rate, (at) => cheaperAt(at) !== cheaper);
      if (was !== 'either' && cheaper !== 'either') regions.push({ cheaper: 'either', from: end, to: start });
      open = { cheaper, from: start, to: rate };
    }
    last = rate;
  }
  close(searchedRates.high);
  return regions;
}

/** Costs this close are the same: the arithmetic is no more exact. */
const same = 1e-9;

function cheaperOf(one: CostBounds, other: CostBounds): Cheaper {
  if (one.high < other.low * (1 - same)) return 'one';
  return other.high < one.low * (1 - same) ? 'other' : 'either';
}

/** Evenly on a logarithm, and on both sides of each step of a server more. */
function ratesOf(...curves: readonly CostCurve[]): number[] {
  const decades = Math.log10(searchedRates.high / searchedRates.low);
  const even = Array.from(
    { length: decades * stepsPerDecade + 1 },
    (_, index) => searchedRates.low * 10 ** (index / stepsPerDecade),
  );
  const steps = curves.flatMap(({ costs: { servers } }) => {
    if (servers?.capacityPerSecond === undefined) return [];
    const { capacityPerSecond, count } = servers;
    return Array.from({ length: mostServers }, (_, index) => (count + index) * capacityPerSecond).flatMap((step) => [
      step,
      step * (1 + 1e-8),
    ]);
  });
  return [...new Set([...even, ...steps])].filter((rate) => rate <= searchedRates.high).sort((a, b) => a - b);
}

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
