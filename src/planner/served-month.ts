import type { MonthCost, PricedShares } from '../billing/month/month-cost.ts';
import { optional } from '../model/optional.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { Costs } from '../model/schema/costs.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import { monthOver, steadyColdShare, steadyOnDemandShare } from './month.ts';
import type { OptionAnswer, OptionContext } from './options/option.ts';
import { moduleOf } from './options/registry.ts';
import { servedDemand } from './under-load/served.ts';

/** An option at one corner of its needs, of one tenant, as its table has it. */
export interface Tabled {
  readonly spec: PlanOptionSpec;
  readonly context: OptionContext;
  readonly costs: Costs;
  readonly answer: OptionAnswer;
}

/** At another rate, or with other needs or prices. */
export type Changed = Pick<Tabled, 'context' | 'costs'>;

export interface ServedMonth {
  readonly month: MonthCost;
  /** Without what is refused. */
  readonly demand: PlanDemand;
}

/**
 * The month of the requests that an option serves. The closed forms leave three things out, which come from the table: the extra cold starts of a record,
 * the requests of a record that find all provisioned environments busy, and the requests of a burst that only a simulation throttles.
 * At the inputs of the table, this is the month of the table.
 */
export function servedMonth(tabled: Tabled, { costs, context }: Changed): ServedMonth {
  const { spec, answer } = tabled;
  const { throttledShare } = answer;
  const refused = {
    ...optional('throttledShare', throttledShare),
    ...optional('throttledInBurst', throttledInBurst(tabled, context)),
  };
  const isTabled = context === tabled.context;
  const demand = servedDemand(spec, moduleOf(spec), { answer: refused, context, isTabled });
  return { month: monthOver(costs, demand, recordedShares(tabled, { costs, context })), demand };
}

function throttledInBurst({ spec, answer, context: own }: Tabled, context: OptionContext): number | undefined {
  const { throttledInBurst: found } = answer;
  const { burst } = context.demand;
  const { burstThrottled } = moduleOf(spec);
  // A burst that comes once is no part of a month.
  if (found === undefined || burst?.everyMs === undefined || burstThrottled === undefined) return found;
  const more = context === own ? 0 : burstThrottled(spec, context) - burstThrottled(spec, own);
  return Math.min(burst.size, Math.max(0, found + more));
}

function recordedShares({ answer, costs: own, context }: Tabled, changed: Changed): Partial<PricedShares> {
  const { recordedColdShare: cold, recordedOnDemandShare: onDemand } = answer;
  const moved = (recorded: number | undefined, steady: typeof steadyColdShare) => {
    if (recorded === undefined) return undefined;
    const more = steady(changed.costs, changed.context.demand) - steady(own, context.demand);
    return Math.min(1, Math.max(0, recorded + more));
  };
  return {
    ...optional('cold', moved(cold, steadyColdShare)),
    ...optional('onDemand', moved(onDemand, steadyOnDemandShare)),
  };
}
