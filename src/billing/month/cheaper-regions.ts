import type { Costs } from '../../model/schema/costs.ts';
import { edge, searchedRates } from './crossing.ts';
import { serversAt } from './month-cost.ts';

/** A target whose month has a price. */
export interface PricedTarget {
  readonly name: string;
  readonly costs: Costs;
}

/** What a month costs: at least, most likely and at most. All are infinite at a rate that is not carried. */
export interface CostBounds {
  readonly low: number;
  /** At the cold share of steady arrivals. */
  readonly steady: number;
  readonly high: number;
  /** The same by where inputs are in their intervals. Two costs are compared only where an input of both is at the same end. */
  readonly corners?: readonly Corner[];
}

interface Corner extends Pick<CostBounds, 'low' | 'high'> {
  /** By the input. */
  readonly ends: Readonly<Record<string, string>>;
}

export interface CostCurve extends PricedTarget {
  at(perSecond: number): CostBounds;
  /** What is paid by the piece at a rate, at the likely values of all inputs and then at others: the cost leaps with it. Default: servers. */
  piecesAt?(perSecond: number): readonly number[];
  /** Requests per second of all for each of the targets that `costs` is the cost of. Default: 1. */
  readonly shares?: number;
}

/** Which of two costs less at any cold share; `either` where that depends on the cold share, or both cost the same. */
type Cheaper = 'one' | 'other' | 'either';

export interface Region {
  readonly cheaper: Cheaper;
  readonly from: number;
  readonly to: number;
}

/** From the lowest to the highest rate; two that are decided have one that is not between them, which may be a single rate. */
export function regionsOf(one: SearchedCurve, other: SearchedCurve): Region[] {
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
export const same = 1e-9;

function cheaperOf(one: CostBounds, other: CostBounds): Cheaper {
  const pairs = cornersOf(one).flatMap((mine) =>
    cornersOf(other).flatMap((theirs) => (isTogether(mine, theirs) ? [[mine, theirs] as const] : [])),
  );
  if (pairs.every(([mine, theirs]) => mine.high < theirs.low * (1 - same))) return 'one';
  return pairs.every(([mine, theirs]) => theirs.high < mine.low * (1 - same)) ? 'other' : 'either';
}

const cornersOf = ({ low, high, corners = [{ ends: {}, low, high }] }: CostBounds): readonly Corner[] => corners;

const isTogether = ({ ends: mine }: Corner, { ends: theirs }: Corner): boolean =>
  Object.entries(mine).every(([input, end]) => (theirs[input] ?? end) === end);

const stepsPerDecade = 20;

/** Evenly on a logarithm. */
const evenRates = Array.from(
  { length: Math.log10(searchedRates.high / searchedRates.low) * stepsPerDecade + 1 },
  (_, index) => searchedRates.low * 10 ** (index / stepsPerDecade),
);

const ratesOf = (...curves: readonly SearchedCurve[]): number[] =>
  sorted([...evenRates, ...curves.flatMap(({ leaps }) => leaps)]);

const sorted = (rates: readonly number[]): number[] =>
  [...new Set(rates)].filter((rate) => rate <= searchedRates.high).sort((a, b) => a - b);

/** A curve that several searches ask. */
export interface SearchedCurve extends CostCurve {
  /** Rates on both sides of each piece more. */
  readonly leaps: readonly number[];
}

export const searched = (curve: CostCurve): SearchedCurve => ({
  ...curve,
  at: remembered(curve.at),
  leaps: leapsOf(curve),
});

function remembered<T>(at: (perSecond: number) => T): (perSecond: number) => T {
  const known = new Map<number, T>();
  return (perSecond) => {
    const found = known.get(perSecond) ?? at(perSecond);
    known.set(perSecond, found);
    return found;
  };
}

/** Later leaps are smaller than 0.5% of the cost at the likely values, and than 5% at others. */
const mostPieces = { likely: 200, others: 20 };
/** Rates this close are both sides of a leap. */
const leapWidth = 1e-7;

function leapsOf({ costs, shares = 1, piecesAt = serversOf(costs) }: CostCurve): number[] {
  const pieces = remembered(piecesAt);
  const leaps: number[] = [];
  const search = (from: number, to: number): void => {
    if (!leapsBetween(pieces(from), pieces(to))) return;
    if (to / from <= 1 + leapWidth) {
      leaps.push(from, to);
      return;
    }
    const middle = Math.sqrt(from * to);
    search(from, middle);
    search(middle, to);
  };
  const rates = sorted([...evenRates, ...guessesOf(costs, shares)]);
  for (const [index, rate] of rates.slice(1).entries()) search(rates[index] ?? rate, rate);
  return leaps;
}

const serversOf =
  ({ servers }: Costs) =>
  (perSecond: number): readonly number[] =>
    servers === undefined ? [] : [serversAt(servers, perSecond)];

/** Where each server carries as much as the others, their leaps are known without a search. */
function guessesOf({ servers }: Costs, shares: number): number[] {
  if (servers?.capacityPerSecond === undefined) return [];
  const { capacityPerSecond, count } = servers;
  return Array.from({ length: mostPieces.likely }, (_, index) => (count + index) * capacityPerSecond * shares).flatMap(
    (step) => [step, step * (1 + 1e-8)],
  );
}

const leapsBetween = (from: readonly number[], to: readonly number[]): boolean =>
  from.some((pieces, corner) => {
    const { [corner]: more = pieces } = to;
    return pieces !== more && Math.min(pieces, more) < (corner === 0 ? mostPieces.likely : mostPieces.others);
  });
