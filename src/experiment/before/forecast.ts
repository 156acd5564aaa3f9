import { forecastCost } from '../../billing/forecast.ts';
import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { AwsFunction } from '../../model/platform/deployed.ts';
import type { Forecast } from '../../model/run-result.ts';
import type { BuiltinSpec } from '../../scenario/functions/functions.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isDeployed, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { numberText } from '../../text/usd-text.ts';
import { fewestRequests, largestBurst, phasesOf, requestsPlanned } from './plan.ts';
import { functionBehind, sheetFor } from './priced-function.ts';

export interface TargetForecast {
  readonly forecast: Forecast;
  readonly sheet: PriceSheet | UnknownPrices;
  /** The formulas with their numbers. */
  readonly low: string;
  readonly high: string;
}

/** AWS's own limits: what a function may have where its configuration is not known, and how long an init may take. */
const limits = { memoryMb: { low: 128, high: 10_240 }, timeoutMs: 900_000, initMs: 10_000 } as const;

/** What a load can cost at a deployed function; absent for all other targets. Nothing is asked of AWS. */
export function forecastTarget(
  scenario: Scenario,
  target: TargetSpec,
  told: AwsFunction | undefined,
): TargetForecast | undefined {
  // What is paid for otherwise has no price per call.
  if (!isDeployed(target) || target.cost !== undefined) return undefined;
  const known = functionBehind(target, told);
  const sheet = sheetFor(scenario, known);
  const peakConcurrency = peakOf(scenario, target);
  const requests = {
    low: fewestRequests(scenario, target),
    high: Math.min(requestsPlanned(scenario, target), scenario.maxRequests),
  };
  const memoryMb = known.memoryMb === undefined ? limits.memoryMb : { low: known.memoryMb, high: known.memoryMb };
  const callMs = { low: plannedCallMs(scenario), high: known.timeoutMs ?? limits.timeoutMs };
  // A client that gives up, a crash, a long pause: nothing bounds the starts but the requests.
  const cold = { environments: requests.high, initMs: limits.initMs };
  return {
    forecast: {
      requests: requests.high,
      ...forecastCost({ requests, memoryMb, callMs, cold, sheet: 'unknown' in sheet ? undefined : sheet }),
      peakConcurrency,
    },
    sheet,
    low: `${numberText(requests.low)} requests * ${numberText(Math.ceil(callMs.low))} ms * ${numberText(memoryMb.low)} MB: ${lowReason(scenario)}, no environment has to start`,
    high: `(${numberText(requests.high)} requests * ${numberText(callMs.high)} ms + ${numberText(cold.environments)} environments * ${numberText(cold.initMs)} ms) * ${numberText(memoryMb.high)} MB: ${highReason(known)}`,
  };
}

const peakOf = (scenario: Scenario, target: TargetSpec): number =>
  Math.min(largestBurst({ ...scenario, load: phasesOf(scenario, target) }), kindOf(target).mostInFlight(target));

/** A handler of unknown work takes at least the 1 ms that is billed. */
function plannedCallMs({ workload }: Scenario): number {
  if (workload.kind !== 'builtin') return 1;
  return Math.max(1, workload.call.cpuMs + meanMs(workload.call.ioMs));
}

/** 99 of 100 of a standard normal distribution are below this. */
const z99 = 2.326348;

/** Of a lognormal distribution: median * exp(sigma² / 2), with sigma = ln(p99 / median) / 2.326. */
function meanMs(wait: BuiltinSpec['call']['ioMs']): number {
  if (typeof wait === 'number') return wait;
  switch (wait.kind) {
    case 'uniform':
      return (wait.minMs + wait.maxMs) / 2;
    case 'exponential':
      return wait.meanMs;
    case 'lognormal':
      return wait.medianMs * Math.exp((Math.log(wait.p99Ms / wait.medianMs) / z99) ** 2 / 2);
  }
}

const lowReason = ({ workload }: Scenario): string =>
  workload.kind === 'builtin'
    ? 'if what is deployed takes what the workload of this file plans'
    : 'a call takes the least that is billed';

const highReason = ({ timeoutMs, memoryMb }: Partial<AwsFunction>): string =>
  [
    timeoutMs === undefined
      ? 'every call takes the longest timeout that there is, as that of the function is not known'
      : 'every call takes the whole timeout',
    'every call an environment that takes 10 s to start',
    ...(memoryMb === undefined ? ['with the most memory that there is, as that of the function is not known'] : []),
  ].join(', ');
