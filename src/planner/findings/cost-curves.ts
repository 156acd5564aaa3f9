import { breakEvensOfCurves, type CostBounds, type CostCurve } from '../../billing/month/break-even.ts';
import { monthCost } from '../../billing/month/month-cost.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { BreakEven } from '../../model/schema/costs.ts';
import { scaledDemand } from '../demand.ts';
import { monthOver } from '../month.ts';
import type { PlannedOption } from '../planned-option.ts';

/**
 * What a month of an option costs at other average rates, with the peak and the hours of the day in the same ratio. The least is without
 * any cold start, the most at the highest corner of all inputs.
 */
function costCurve({ result, costs }: PlannedOption, demand: PlanDemand): CostCurve | undefined {
  const [likely] = costs;
  if (likely === undefined) return undefined;
  const { tenants } = demand;
  return {
    name: result.name,
    costs: likely,
    at: (perSecond): CostBounds => {
      const at = scaledDemand(demand, perSecond / demand.averagePerSecond / tenants);
      const months = costs.map((each) => monthOver(each, at).usd * tenants);
      const withoutColdStarts = monthCost(likely, perSecond / tenants, 0).usd * tenants;
      const [steady = 0] = months;
      return { low: Math.min(...months, withoutColdStarts), steady, high: Math.max(...months) };
    },
  };
}

export const breakEvensOfOptions = (options: readonly PlannedOption[], demand: PlanDemand): BreakEven[] =>
  breakEvensOfCurves(
    options.flatMap((option) => costCurve(option, demand) ?? []),
    demand.averagePerSecond,
  ).map((found) => ({
    ...found,
    assumes: ['peak and hours of the day keep their ratio to the average; a burst stays as it is', ...found.assumes],
  }));
