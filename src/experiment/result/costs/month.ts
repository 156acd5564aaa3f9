import {
  type CallCosts,
  estimatedCallCosts,
  functionCosts,
  measuredCallCosts,
  projectedCallCosts,
} from '../../../billing/month/function-costs.ts';
import { monthsAt, serverCostOf } from '../../../billing/month/months.ts';
import { hostingCosts, managedCosts } from '../../../billing/month/server-costs.ts';
import { useCosts } from '../../../billing/month/use-costs.ts';
import type { PriceSheet } from '../../../billing/price-sheet.ts';
import type { Measures } from '../../../model/measures.ts';
import { optional } from '../../../model/optional.ts';
import type { TargetResult } from '../../../model/run-result.ts';
import type { Costs } from '../../../model/schema/costs.ts';
import type { Demands } from '../../../model/schema/demands.ts';
import type { Projected } from '../../../model/schema/projected.ts';
import type { Scenario } from '../../../scenario/schema.ts';
import type { CallDemand } from '../../../stats/demands.ts';
import { onDedicatedCpus } from '../../../stats/projected/dedicated.ts';
import { costOfUse, managedCost } from '../../../target-kinds/fields/cost.ts';
import { isStarted, kindOf } from '../../../target-kinds/target-kinds.ts';
import { billedAs, billSheetFor, functionBehind, invocationsOf, sheetFor } from '../../before/priced-function.ts';
import type { Observation } from '../../observe/observation.ts';
import { cpuScaleOf } from '../projected.ts';

/** What was measured of a target that its costs depend on. */
export interface CostInputs {
  readonly measures: Measures;
  /** Of calls whose CPU is known. */
  readonly calls?: readonly CallDemand[];
  readonly demands?: Demands | undefined;
  readonly projected?: Projected | undefined;
  readonly serverCpuMs?: number | undefined;
}

/** What a month of the target costs, by the nature of each part and at stated rates. Nothing if it, or a price, is not known. */
export function assembleCosts(
  scenario: Scenario,
  seen: Observation,
  inputs: CostInputs,
): Pick<TargetResult, 'costs' | 'months' | 'serverCost'> {
  const costs = costsOf(scenario, seen, inputs);
  if (costs === undefined) return {};
  const demand = scenario.demand?.perSecond;
  return { costs, months: monthsAt(costs, demand), ...optional('serverCost', serverCostOf(costs, demand)) };
}

function costsOf(scenario: Scenario, seen: Observation, inputs: CostInputs): Costs | undefined {
  const { target, deployed } = seen;
  const { perCall, cost, hosting, instances = {} } = kindOf(target).payment(target);
  const cpuMsPerRequest = cpuPerRequest(seen, inputs, scenario.cpuSpeed);
  const managed = managedCost(cost);
  if (managed !== undefined) {
    const sheet = sheetFor(scenario, functionBehind(target, deployed?.function));
    if ('unknown' in sheet) return undefined;
    const { region, lambda } = sheet;
    const { usdPerMillionRequests } = lambda;
    return managedCosts(managed, { usdPerMillionRequests, cpuMsPerRequest, region });
  }
  const ofUse = costOfUse(cost);
  if (ofUse !== undefined) {
    const callMs = inputs.measures.latencyMs.serviceTime.all?.mean;
    if (callMs === undefined) return undefined;
    const { atOnce = mostAtOnce(inputs.measures), keepAliveMs = 0 } = instances;
    return useCosts(ofUse, { callMs, atOnce, cpuMs: cpuMsPerRequest, keepAliveMs });
  }
  if (perCall) return costsPerCall(scenario, seen, inputs);
  const { region } = scenario.prices;
  return hosting && hostingCosts(hosting, { cpuMsPerRequest, region, processes: instances.processes });
}

const mostAtOnce = ({ environments }: Measures): number =>
  Math.max(1, ...environments.list.map(({ peakInFlight }) => peakInFlight));

/** On a vCPU of the platform. Of a server all CPU of its processes during the load, else what the handlers used. */
function cpuPerRequest(
  { tally }: Observation,
  { measures, demands, serverCpuMs }: CostInputs,
  cpuSpeed: number,
): number | undefined {
  const { answered, failures } = measures.requests;
  const served = answered + failures.httpError;
  const { cpuMs, withCpu } = tally.finish().metered;
  const measured =
    demands?.call?.cpuMs.mean ??
    (serverCpuMs !== undefined && served > 0 ? serverCpuMs / served : undefined) ??
    (withCpu > 0 ? cpuMs / withCpu : undefined);
  return measured === undefined ? undefined : measured * (demands === undefined ? cpuSpeed : cpuScaleOf(demands));
}

function costsPerCall(scenario: Scenario, seen: Observation, inputs: CostInputs): Costs | undefined {
  const { target, deployed, accounts } = seen;
  const known = functionBehind(target, deployed?.function);
  const sheet = billSheetFor(scenario, known, invocationsOf(accounts));
  if ('unknown' in sheet) return undefined;
  const measured = callCostsOf(seen, inputs.measures, sheet);
  if (measured === undefined) return undefined;
  const calls = projectedOf(measured, inputs);
  return functionCosts({
    ...{ sheet, options: billedAs(known, 0), calls: calls ?? measured, from: calls ? 'projected' : 'measured' },
    keepAliveMs: kindOf(target).payment(target).instances?.keepAliveMs,
    standingUsdPerHour: inputs.measures.billing?.standingUsdPerHour,
  });
}

/** From REPORT lines, else from what handlers report. The embedded Lambda reports every call that it bills. */
function callCostsOf(
  { target, deployed, accounts, tally }: Observation,
  { environments }: Measures,
  sheet: PriceSheet,
): CallCosts | undefined {
  const known = functionBehind(target, deployed?.function);
  const { provisioned: _, ...options } = billedAs(known, 0);
  const measured = measuredCallCosts(invocationsOf(accounts), { ...options, sheet, source: 'report-lines' });
  if (measured !== undefined || isStarted(target) || known.memoryMb === undefined) return measured;
  return estimatedCallCosts(tally.finish().metered, {
    memoryMb: known.memoryMb,
    coldStarts: environments.coldStarts,
  });
}

/** On dedicated CPUs, and with the cold starts that the load has there. Undefined where no projection is known. */
function projectedOf(measured: CallCosts, { calls = [], demands, projected }: CostInputs): CallCosts | undefined {
  if (projected === undefined || calls.length === 0) return undefined;
  const { cold, warm, coldStarts, invocations } = projected;
  const withoutInit = calls.map(({ init: _, ...call }) => onDedicatedCpus(call, cpuScaleOf(demands)).billedMs);
  return projectedCallCosts(measured, {
    // Where every call waited for an init, a warm call is one without it.
    warmMs: warm?.billedMsPerCall ?? mean(withoutInit),
    coldMs: cold?.billedMsPerCall,
    memoryMb: mean(calls.map(({ memorySizeMb }) => memorySizeMb)),
    ...optional('coldShare', coldStarts === undefined ? undefined : coldStarts / invocations),
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
