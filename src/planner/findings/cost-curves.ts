import { breakEvensOfCurves, type CostBounds, type CostCurve } from '../../billing/month/break-even.ts';
import { monthCost } from '../../billing/month/month-cost.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { BreakEven, Costs } from '../../model/schema/costs.ts';
import { perSecond as rateText } from '../../text/format.ts';
import { scaledDemand } from '../demand.ts';
import { monthOver } from '../month.ts';
import type { PlannedOption } from '../plan-inputs.ts';
import { mostPerSecond } from './carried.ts';

/**
 * What a month of an option costs at other average rates, with the peak and the hours of the day in the same ratio. The least is without
 * any cold start, the most at the highest corner of all inputs. Servers of a given number cost without end above what they carry.
 */
function costCurve({ result, costs, costsAt }: PlannedOption, demand: PlanDemand): CostCurve | undefined {
  const [likely] = costs;
  if (likely === undefined) return undefined;
  const { tenants } = demand;
  const most = mostOf(likely, demand);
  return {
    name: result.name,
    costs: likely,
    at: (perSecond): CostBounds => {
      if (perSecond > most) return notCarried;
      const factor = perSecond / demand.averagePerSecond;
      const at = scaledDemand(demand, factor / tenants);
      const there = costsAt(factor);
      const months = there.map((each) => monthOver(each, at).usd * tenants);
      const withoutColdStarts = there.slice(0, 1).map((each) => monthCost(each, perSecond / tenants, 0).usd * tenants);
      const [steady = 0] = months;
      return { low: Math.min(...months, ...withoutColdStarts), steady, high: Math.max(...months) };
    },
  };
}

const notCarried: CostBounds = {
  low: Number.POSITIVE_INFINITY,
  steady: Number.POSITIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/** Of all tenants. */
const mostOf = (costs: Costs, demand: PlanDemand): number => mostPerSecond(costs, demand) * demand.tenants;

export const breakEvensOfOptions = (options: readonly PlannedOption[], demand: PlanDemand): BreakEven[] =>
  breakEvensOfCurves(
    options.flatMap((option) => costCurve(option, demand) ?? []),
    demand.averagePerSecond,
  ).map((found) => ({
    ...found,
    reason: [found.reason, ...options.flatMap((option) => carriesWords(option, found.between, demand))].join('; '),
    assumes: ['peak and hours of the day keep their ratio to the average; a burst stays as it is', ...found.assumes],
  }));

function carriesWords(
  { result: { name }, costs: [costs] }: PlannedOption,
  between: readonly string[],
  demand: PlanDemand,
): string[] {
  const most = costs && mostOf(costs, demand);
  return most === undefined || most === Number.POSITIVE_INFINITY || !between.includes(name)
    ? []
    : [`${name} carries up to ${rateText(most)}`];
}
