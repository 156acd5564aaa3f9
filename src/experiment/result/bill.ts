import { estimatedBilling } from '../../billing/estimate.ts';
import { type BilledCall, type BillingOptions, lambdaBilling } from '../../billing/lambda-cost.ts';
import { managedCost, serverCost } from '../../billing/server-cost.ts';
import { type Usage, usageBilling } from '../../billing/usage-cost.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import type { Billing, Measures, ServerCost } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import { expectedStatuses } from '../../scenario/expected-statuses.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { billedAs, billSheetFor, functionBehind, invocationsOf, sheetFor } from '../before/priced-function.ts';
import type { Observation, Tallied } from '../observe/observation.ts';
import { mayHaveRun } from '../verdict/answers.ts';

/** The part of a load that is billed: all of it, or one phase. */
export interface BilledPart {
  readonly tallied: Tallied;
  readonly accounts: readonly PlatformAccount[];
  /** How long it took. */
  readonly loadMs: number;
  readonly isWhole: boolean;
}

/**
 * By the cost model that the scenario names, else by REPORT lines, else by what the handlers told. Absent where none of these is
 * known, nor the prices: nothing is made up.
 */
export function assembleBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const { cost } = paymentOf(seen.target);
  if (cost !== undefined) return cost.kind === 'managed' ? undefined : usageBilling(cost, usageOf(part));
  return toldBilling(scenario, seen, part) ?? guessedBilling(scenario, seen, part);
}

/** What is paid by the hour, spread over the requests of the load. */
export function assembleServerCost(
  scenario: Scenario,
  { target, deployed, phases }: Observation,
  { requests }: Measures,
): ServerCost | undefined {
  const loadMs = phases.reduce((total, phase) => total + phase.finishedAtMs - phase.startedAtMs, 0);
  const perSecond = loadMs === 0 ? 0 : requests.answered / (loadMs / 1000);
  const { cost, hosting } = paymentOf(target);
  if (cost?.kind === 'managed') {
    const known = functionBehind(target, deployed?.function);
    const sheet = sheetFor(scenario, known);
    if ('unknown' in sheet) return undefined;
    const { usdPerMillionRequests } = sheet.lambda;
    return managedCost(cost, { usdPerMillionRequests, requestsPerSecond: perSecond, region: sheet.region });
  }
  return hosting && serverCost(hosting, perSecond, scenario.prices.region);
}

const paymentOf = (target: TargetSpec) => kindOf(target).payment(target);

/** By REPORT lines, where the platform told any. What was executed without a line is in no bill. */
function toldBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const invocations = invocationsOf(part.accounts);
  const priced = optionsOf(scenario, seen, part);
  if (priced === undefined) return undefined;
  const options = { ...priced, source: 'report-lines' as const };
  const billing = lambdaBilling(invocations, options, provisionedCalls(seen, options.provisioned?.concurrency));
  if (billing === undefined || seen.accounts.every(({ missing }) => missing === undefined)) return billing;
  const areFailuresExpected = expectedStatuses(seen.target.expect ?? scenario.request.expect)(statusOfFailure);
  return { ...billing, leftOut: leftOutOf(part, invocations, areFailuresExpected) };
}

/** What a function URL answers for a function that failed. */
const statusOfFailure = 502;

/** Executed without a line, and what the client did not see the end of: it may have been executed, and was then paid for. */
function leftOutOf(
  { tallied, accounts, isWhole }: BilledPart,
  invocations: readonly Invocation[],
  areFailuresExpected: boolean,
): number {
  const { requests } = tallied.measures;
  const good = invocations.filter(({ status }) => status === 'success' || areFailuresExpected).length;
  const without = isWhole
    ? accounts.reduce((sum, { missing = 0 }) => sum + missing, 0)
    : Math.max(0, requests.answered - good);
  return without + mayHaveRun(requests);
}

/** The embedded Lambda tells of every call that it bills by the millisecond: where it told none there is nothing to guess. */
function guessedBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const { memoryMb } = functionBehind(seen.target, seen.deployed?.function);
  if (isStarted(seen.target) || !paymentOf(seen.target).perCall || memoryMb === undefined) return undefined;
  const priced = optionsOf(scenario, seen, part);
  if (priced === undefined) return undefined;
  const { provisioned, ...options } = priced;
  const billing = estimatedBilling(part.tallied.metered, { ...options, memoryMb });
  if (billing === undefined || provisioned === undefined) return billing;
  const note = 'provisioned concurrency is not in this estimate: all calls are priced as on demand';
  return { ...billing, notes: [...(billing.notes ?? []), note] };
}

/** Absent where the prices are not known: of a phase, too, where those of the whole load are not. */
function optionsOf(
  scenario: Scenario,
  { target, deployed, accounts }: Observation,
  { loadMs }: BilledPart,
): Omit<BillingOptions, 'source'> | undefined {
  const known = functionBehind(target, deployed?.function);
  const sheet = billSheetFor(scenario, known, invocationsOf(accounts));
  return 'unknown' in sheet ? undefined : { sheet, ...billedAs(known, loadMs) };
}

/**
 * No line tells whether its call ran in a provisioned environment. An environment that no call waited for was there before: in each
 * repeat as many of them as are configured, those that were used first.
 */
function provisionedCalls({ accounts }: Observation, concurrency = 0): (call: BilledCall) => boolean {
  const provisioned = new Set(
    concurrency === 0 ? [] : accounts.flatMap((account) => readyBefore(account).slice(0, concurrency)),
  );
  return (call) => {
    const { environmentId } = call as Invocation;
    return environmentId !== undefined && provisioned.has(environmentId);
  };
}

function readyBefore({ invocations }: PlatformAccount): string[] {
  const waitedFor = new Set(invocations.filter(({ initMs }) => initMs !== undefined).map(environmentOf));
  const inOrder = invocations.toSorted((a, b) => startOf(a) - startOf(b)).map(environmentOf);
  return [...new Set(inOrder)].filter((id) => id !== undefined).filter((id) => !waitedFor.has(id));
}

const environmentOf = ({ environmentId }: Invocation): string | undefined => environmentId;

const startOf = ({ startedAtEpochMs, sentAtEpochMs }: Invocation): number => startedAtEpochMs ?? sentAtEpochMs ?? 0;

function usageOf({ tallied, accounts, isWhole }: BilledPart): Usage {
  const { requests, environments } = tallied.measures;
  const told = isWhole ? accounts.flatMap(({ activeCpu = [] }) => activeCpu) : [];
  const common = { requests: requests.answered + requests.failures.httpError };
  if (told.length > 0 && told.every(({ record }) => record.cpuMs !== undefined))
    return {
      ...common,
      instances: told.map(({ record: { aliveMs } }) => ({ busyMs: aliveMs, aliveMs })),
      cpuMs: told.reduce((sum, { record: { cpuMs = 0 } }) => sum + cpuMs, 0),
      notes: ['CPU and life of environments as the kernel and the embedded Lambda tell, their start included'],
    };
  const { cpuMs, withCpu } = tallied.metered;
  return {
    ...common,
    instances: environments.list.map(({ busyMs, firstSeenAtMs, lastSeenAtMs }) => ({
      busyMs,
      aliveMs: lastSeenAtMs - firstSeenAtMs,
    })),
    ...optional('cpuMs', withCpu === 0 ? undefined : cpuMs),
    notes: ['times of instances and their CPU as answers tell: lower bounds, without starts and idle time'],
  };
}
