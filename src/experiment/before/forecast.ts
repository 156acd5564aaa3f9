import { forecastCost } from '../../billing/forecast.ts';
import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { AwsFunction } from '../../model/platform/deployed.ts';
import { meanWaitMs, waitTimeOf } from '../../model/platform/wait-time.ts';
import type { Forecast } from '../../model/run-result.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isDeployed, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { count } from '../../text/format.ts';
import { fewestRequests, largestBurst, phasesOf, requestsPlanned } from './plan.ts';
import { functionBehind, sheetFor } from './priced-function.ts';

export interface TargetForecast {
  readonly forecast: Forecast;
  readonly sheet: PriceSheet | UnknownPrices;
  /** The formulas with their values. */
  readonly low: string;
  readonly high: string;
}

/** AWS's limits: the maximum for a function with an unknown configuration, and the time limit of an init. */
const limits = { memoryMb: { low: 128, high: 10_240 }, timeoutMs: 900_000, initMs: 10_000 } as const;

/** The possible cost of a load on a deployed function; undefined for other targets. Makes no call to AWS. */
export function forecastTarget(
  scenario: Scenario,
  target: TargetSpec,
  facts: AwsFunction | undefined,
): TargetForecast | undefined {
  // Other cost models have no price per invocation.
  if (!isDeployed(target) || target.cost !== undefined) return undefined;
  const known = functionBehind(target, facts);
  const sheet = sheetFor(scenario, known);
  const peakConcurrency = peakOf(scenario, target);
  const requests = {
    low: fewestRequests(scenario, target),
    high: Math.min(requestsPlanned(scenario, target), scenario.maxRequests),
  };
  const memoryMb = known.memoryMb === undefined ? limits.memoryMb : { low: known.memoryMb, high: known.memoryMb };
  const callMs = { low: plannedCallMs(scenario), high: known.timeoutMs ?? limits.timeoutMs };
  // After a client timeout, a crash or a long pause, any request may start an environment.
  const cold = { environments: requests.high, initMs: limits.initMs };
  return {
    forecast: {
      requests: requests.high,
      ...forecastCost({ requests, memoryMb, callMs, cold, sheet: 'unknown' in sheet ? undefined : sheet }),
      peakConcurrency,
    },
    sheet,
    low: `${count(requests.low)} requests * ${count(Math.ceil(callMs.low))} ms * ${count(memoryMb.low)} MB: ${lowReason(scenario)}, without cold starts`,
    high: `(${count(requests.high)} requests * ${count(callMs.high)} ms + ${count(cold.environments)} environments * ${count(cold.initMs)} ms) * ${count(memoryMb.high)} MB: ${highReason(known)}`,
  };
}

const peakOf = (scenario: Scenario, target: TargetSpec): number =>
  Math.min(largestBurst({ ...scenario, load: phasesOf(scenario, target) }), kindOf(target).mostInFlight(target));

/** A handler with unknown work is billed for at least 1 ms. */
function plannedCallMs({ workload }: Scenario): number {
  if (workload?.kind !== 'builtin') return 1;
  return Math.max(1, workload.call.cpuMs + meanWaitMs(waitTimeOf(workload.call.ioMs)));
}

const lowReason = ({ workload }: Scenario): string =>
  workload?.kind === 'builtin'
    ? 'if the deployed code does the workload of this file'
    : 'every invocation takes the billed minimum';

const highReason = ({ timeoutMs, memoryMb }: Partial<AwsFunction>): string =>
  [
    timeoutMs === undefined
      ? 'every invocation takes the maximum timeout of Lambda, because the timeout is unknown'
      : 'every invocation takes the whole timeout',
    'and starts an environment with an init of 10 s',
    ...(memoryMb === undefined ? ['with the maximum memory of Lambda, because the memory size is unknown'] : []),
  ].join(', ');
