import type { MonthCost } from '../billing/month/month-cost.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { OptionResult } from '../model/plan/option-result.ts';
import type { PlanAssumption, RecordedBeside } from '../model/plan/plan-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import type { PlanFile } from '../scenario/plan/plan-file.ts';
import type { PlanNeeds } from './needs/given.ts';
import type { Numbers } from './needs/numbers.ts';
import type { OptionContext } from './options/option.ts';
import type { Changed, ServedMonth } from './served-month.ts';

/** What a plan was made of. */
export interface PlanInputs {
  readonly file: PlanFile;
  readonly demand: PlanDemand;
  readonly needs: PlanNeeds;
  /** What the numbers of a record were taken for. */
  readonly assumptions?: readonly PlanAssumption[] | undefined;
  /** What logs show of the platform that served their requests. */
  readonly recorded?: readonly RecordedBeside[] | undefined;
}

/** A month of one tenant, and what it follows from. */
export interface PricedMonth extends ServedMonth {
  readonly costs: Costs;
  readonly context: OptionContext;
  readonly ends?: Numbers['ends'];
}

/** An option with its answer, and its costs with other needs, which break-even rates and sensitivities ask for. */
export interface PlannedOption {
  readonly spec: PlanOptionSpec;
  readonly result: OptionResult;
  /** At the likely values of all inputs, of one tenant. */
  readonly context: OptionContext;
  /** At the corners of all intervals, the most likely first; empty without prices. */
  readonly costs: readonly Costs[];
  /** The same when all rates of the demand are this multiple. */
  costsAt(factor: number): readonly Costs[];
  /** With the month of each. */
  monthsAt(factor: number): readonly PricedMonth[];
  /** The month of one tenant at other likely values. */
  monthWith(changed: Changed): MonthCost | undefined;
}
