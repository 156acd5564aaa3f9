import { breakEvensOfCurves } from '../../billing/month/break-even.ts';
import type { CostBounds, CostCurve } from '../../billing/month/cheaper-regions.ts';
import { serversAt } from '../../billing/month/month-cost.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { BreakEven, Costs } from '../../model/schema/costs.ts';
import { perSecond as rateText } from '../../text/format.ts';
import { usdWithoutColdStarts } from '../month.ts';
import type { PlannedOption } from '../plan-inputs.ts';
import { fewRefused } from '../under-load/served.ts';
import { mostPerSecond } from './carried.ts';

/**
 * What a month of an option costs at other average rates, with the peak and the hours of the day in the same ratio. The least is without
 * any cold start, the most at the highest corner of all inputs. Above what it carries, an option costs without end.
 */
function costCurve({ option, most }: Bounded, demand: PlanDemand): CostCurve | undefined {
  const { result, costs, costsAt, monthsAt } = option;
  const [likely] = costs;
  if (likely === undefined) return undefined;
  const { tenants } = demand;
  return {
    name: result.name,
    ...{ costs: likely, shares: tenants },
    piecesAt: (perSecond) =>
      perSecond > most
        ? []
        : costsAt(perSecond / demand.averagePerSecond).map((each) => piecesOf(each, perSecond / tenants)),
    at: (perSecond): CostBounds => {
      if (perSecond > most) return notCarried;
      const there = monthsAt(perSecond / demand.averagePerSecond);
      const months = there.map(({ month }) => month.usd * tenants);
      const least = there.slice(0, 1).map((each) => usdWithoutColdStarts(each.costs, each.demand) * tenants);
      const [steady = 0] = months;
      const corners = there.map(({ ends = {}, demand: served }, corner) => {
        const isServed = served.averagePerSecond * tenants >= perSecond * (1 - fewRefused);
        const usd = isServed ? (months[corner] ?? 0) : Number.POSITIVE_INFINITY;
        return { ends, low: corner === 0 ? Math.min(usd, ...least) : usd, high: usd };
      });
      return { low: Math.min(...months, ...least), steady, high: Math.max(...months), corners };
    },
  };
}

/** Servers, or environments that are provisioned. */
const piecesOf = ({ servers, calls }: Costs, perSecond: number): number =>
  servers === undefined ? (calls?.provisioned?.environments ?? 0) : serversAt(servers, perSecond);

const notCarried: CostBounds = {
  low: Number.POSITIVE_INFINITY,
  steady: Number.POSITIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/** An option, and the average rate of all tenants that it carries. */
interface Bounded {
  readonly option: PlannedOption;
  readonly most: number;
}

const bounded = (option: PlannedOption, { tenants }: PlanDemand): Bounded => {
  const { spec, context, costs } = option;
  return { option, most: costs[0] === undefined ? 0 : mostPerSecond({ spec, context, costs: costs[0] }) * tenants };
};

export function breakEvensOfOptions(options: readonly PlannedOption[], demand: PlanDemand): BreakEven[] {
  const all = options.map((option) => bounded(option, demand));
  return breakEvensOfCurves(
    all.flatMap((each) => costCurve(each, demand) ?? []),
    demand.averagePerSecond,
  ).map((found) => ({
    ...found,
    reason: [found.reason, ...all.flatMap((each) => carriesWords(each, found.between))].join('; '),
    assumes: ['peak and hours of the day keep their ratio to the average; a burst stays as it is', ...found.assumes],
  }));
}

const carriesWords = ({ option: { result }, most }: Bounded, between: readonly string[]): string[] =>
  most === Number.POSITIVE_INFINITY || !between.includes(result.name)
    ? []
    : [`${result.name} carries up to ${rateText(most)}`];
