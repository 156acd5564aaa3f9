import type { TargetResult } from '../../model/run-result.ts';
import type { BreakEven, Costs } from '../../model/schema/costs.ts';
import { steadyUsdAt } from './months.ts';

/** Rates at which one option costs the least, held all month. Without an end where no break-even ends it. */
export interface RateRegion {
  readonly name: string;
  /** The break-even below which another option costs the least. */
  readonly from?: BreakEven;
  readonly to?: BreakEven;
}

interface Priced {
  readonly name: string;
  readonly costs: Costs;
}

export const pricedOf = (targets: readonly TargetResult[]): Priced[] =>
  targets.flatMap(({ name, costs }) => (costs === undefined ? [] : [{ name, costs }]));

/**
 * Which option costs the least at which rate, lowest rate first. The least changes only where two options cost the same, so between
 * two neighboring break-even rates one rate decides.
 */
export function cheapestByRate(targets: readonly TargetResult[], breakEvens: readonly BreakEven[]): RateRegion[] {
  const priced = pricedOf(targets);
  const crossings = breakEvens
    .flatMap((each) => {
      const rate = crossingOf(each);
      return rate === undefined || !each.between.every((name) => priced.some((one) => one.name === name))
        ? []
        : [{ rate, each }];
    })
    .sort((a, b) => a.rate - b.rate);
  const rates = crossings.map(({ rate }) => rate);
  const regions: RateRegion[] = [];
  for (const [index, rate] of between(rates).entries()) {
    const name = cheapestAt(priced, rate);
    const last = regions.at(-1);
    if (name === undefined || name === last?.name) continue;
    const from = crossings.slice(0, index).findLast(({ each }) => separates(each, last?.name, name))?.each;
    if (last !== undefined && from !== undefined) regions[regions.length - 1] = { ...last, to: from };
    regions.push({ name, ...(from && { from }) });
  }
  return regions;
}

/** At the cold share of steady arrivals; of a band without one its upper end. */
const crossingOf = ({ perSecond, perSecondHigh }: BreakEven): number | undefined => perSecond ?? perSecondHigh;

/** One rate below the lowest, one between every two, one above the highest. */
const between = (rates: readonly number[]): number[] =>
  [(rates[0] ?? 1) / 10, ...rates].map((rate, index) =>
    index === 0 ? rate : Math.sqrt(rate * (rates[index] ?? rate * 100)),
  );

function cheapestAt(priced: readonly Priced[], rate: number): string | undefined {
  const [first] = priced
    .map(({ name, costs }) => ({ name, usd: steadyUsdAt(costs, rate) }))
    .sort((a, b) => a.usd - b.usd);
  return first?.name;
}

const separates = ({ between }: BreakEven, one: string | undefined, other: string): boolean =>
  one !== undefined && between.includes(one) && between.includes(other);
