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
 * any cold start, the most at the highest corner of all inputs. Above what it carries at a corner, an option costs without end there.
 */
function costCurve({ option, mosts }: Bounded, demand: PlanDemand): CostCurve | undefined {
  const { result, costs, costsAt, monthsAt } = option;
  const most = Math.max(...mosts);
  const [likely] = costs;
  if (likely === undefined) return undefined;
  const { tenants } = demand;
  return {
    name: result.name,
    ...{ costs: likely, shares: tenants },
    ...(costs.some(isByPiece) && {
      piecesAt: (perSecond) =>
        perSecond > most
          ? []
          : costsAt(perSecond / demand.averagePerSecond).map((each) => piecesOf(each, perSecond / tenants)),
    }),
    at: (rate): CostBounds => {
      // No lower rate has these bursts, so none is cheaper or dearer there.
      const perSecond = Math.max(rate, ofBursts(demand));
      if (perSecond > most) return notCarried;
      const there = monthsAt(perSecond / demand.averagePerSecond);
      const isCarriedAt = (corner: number) => perSecond <= (mosts[corner] ?? 0);
      const months = there.map(({ month }, corner) =>
        isCarriedAt(corner) ? month.usd * tenants : Number.POSITIVE_INFINITY,
      );
      const least = there
        .slice(0, isCarriedAt(0) ? 1 : 0)
        .map((each) => usdWithoutColdStarts(each.costs, each.demand) * tenants);
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

const isByPiece = ({ servers, calls }: Costs): boolean => servers !== undefined || calls?.provisioned !== undefined;

/** Servers, or environments that are provisioned. */
const piecesOf = ({ servers, calls }: Costs, perSecond: number): number =>
  servers === undefined ? (calls?.provisioned?.environments ?? 0) : serversAt(servers, perSecond);

const notCarried: CostBounds = {
  low: Number.POSITIVE_INFINITY,
  steady: Number.POSITIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/** An option, and the average rate of all tenants that it carries at each corner of all inputs, the most likely first. */
interface Bounded {
  readonly option: PlannedOption;
  readonly mosts: readonly number[];
}

const bounded = (option: PlannedOption, { tenants }: PlanDemand): Bounded => {
  const { spec, monthsAt } = option;
  return { option, mosts: monthsAt(1).map(({ context, costs }) => mostPerSecond({ spec, context, costs }) * tenants) };
};

export function breakEvensOfOptions(options: readonly PlannedOption[], demand: PlanDemand): BreakEven[] {
  const all = options.map((option) => bounded(option, demand));
  return breakEvensOfCurves(
    all.flatMap((each) => costCurve(each, demand) ?? []),
    demand.averagePerSecond,
  ).map((found) => ({
    ...found,
    reason: [found.reason, ...all.flatMap((each) => carriesWords(each, found.between)), ...burstsWords(demand)].join(
      '; ',
    ),
    assumes: ['peak and hours of the day keep their ratio to the average; a burst stays as it is', ...found.assumes],
  }));
}

/** Requests per second of the bursts alone, which no average is below. */
const ofBursts = ({ burst }: PlanDemand): number =>
  burst?.everyMs === undefined ? 0 : (burst.size / burst.everyMs) * 1000;

function burstsWords(demand: PlanDemand): string[] {
  const least = ofBursts(demand);
  return least === 0 ? [] : [`bursts alone are ${rateText(least)}`];
}

/** `one carries up to 200/s, 100/s to 250/s within the intervals of its inputs` */
function carriesWords({ option: { result }, mosts }: Bounded, between: readonly string[]): string[] {
  const [likely = 0] = mosts;
  const [least, most] = [Math.min(...mosts), Math.max(...mosts)];
  if (least === Number.POSITIVE_INFINITY || !between.includes(result.name)) return [];
  const ends = least === most ? '' : `, ${mostText(least)} to ${mostText(most)} within the intervals of its inputs`;
  return [`${result.name} carries up to ${mostText(likely)}${ends}`];
}

const mostText = (perSecond: number): string =>
  perSecond === Number.POSITIVE_INFINITY ? 'any rate' : rateText(perSecond);
