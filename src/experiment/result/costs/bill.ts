import { estimatedBilling } from '../../../billing/estimate.ts';
import { lambdaBilling } from '../../../billing/lambda-cost.ts';
import type { BillingOptions } from '../../../billing/lambda-extras.ts';
import { type Usage, usageBilling } from '../../../billing/usage-cost.ts';
import type { PlatformAccount } from '../../../launch/running-target.ts';
import type { Billing } from '../../../model/measures.ts';
import { optional } from '../../../model/optional.ts';
import type { Invocation } from '../../../model/platform/invocation.ts';
import { expectedStatuses } from '../../../scenario/expected-statuses.ts';
import type { Scenario } from '../../../scenario/schema.ts';
import { costOfUse } from '../../../target-kinds/fields/cost.ts';
import { isStarted, kindOf, type TargetSpec } from '../../../target-kinds/target-kinds.ts';
import { billedAs, billSheetFor, functionBehind, invocationsOf } from '../../before/priced-function.ts';
import type { Observation, Tallied } from '../../observe/observation.ts';
import { mayHaveRun } from '../../verdict/answers.ts';

/** The billed part of a load: all of it, or one phase. */
export interface BilledPart {
  readonly tallied: Tallied;
  readonly accounts: readonly PlatformAccount[];
  /** Its duration. */
  readonly loadMs: number;
  readonly isWhole: boolean;
}

/**
 * From the cost model of the scenario, else from REPORT lines, else from the times that the handlers report. Undefined if none of these,
 * or no price, is known.
 */
export function assembleBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const { cost } = paymentOf(seen.target);
  const ofUse = costOfUse(cost);
  if (ofUse !== undefined) return usageBilling(ofUse, usageOf(part));
  if (cost !== undefined) return undefined;
  return reportedBilling(scenario, seen, part) ?? handlerBilling(scenario, seen, part);
}

const paymentOf = (target: TargetSpec) => kindOf(target).payment(target);

/** From REPORT lines, if there are any. Executed requests without a line are in no bill. */
function reportedBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const invocations = invocationsOf(part.accounts);
  const priced = billingOptions(scenario, seen, part.loadMs);
  if (priced === undefined) return undefined;
  const options = { ...priced, source: 'report-lines' as const };
  const billing = lambdaBilling(invocations, options, provisionedCalls(seen, options.provisioned?.concurrency));
  if (billing === undefined || seen.accounts.every(({ missing }) => missing === undefined)) return billing;
  const areFailuresExpected = expectedStatuses(seen.target.expect ?? scenario.request.expect)(statusOfFailure);
  return { ...billing, leftOut: leftOutOf(part, invocations, areFailuresExpected) };
}

/** Status of a function URL for a failed function. */
const statusOfFailure = 502;

/** Executed requests without a line, and requests without a response, which may have been executed and billed. */
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

/** The embedded Lambda records every invocation that it bills by the millisecond, so without records there is no estimate. */
function handlerBilling(scenario: Scenario, seen: Observation, part: BilledPart): Billing | undefined {
  const { memoryMb } = functionBehind(seen.target, seen.deployed?.function);
  if (isStarted(seen.target) || memoryMb === undefined) return undefined;
  const priced = billingOptions(scenario, seen, part.loadMs);
  if (priced === undefined) return undefined;
  const { provisioned, ...options } = priced;
  const billing = estimatedBilling(part.tallied.metered, { ...options, memoryMb });
  if (billing === undefined || provisioned === undefined) return billing;
  const note = 'this estimate excludes provisioned concurrency: all invocations have the on-demand price';
  return { ...billing, notes: [...(billing.notes ?? []), note] };
}

/** Undefined if calls are not what is billed, or if the prices are unknown; also for a phase if those of the whole load are. */
export function billingOptions(
  scenario: Scenario,
  { target, deployed, accounts }: Observation,
  loadMs: number,
): Omit<BillingOptions, 'source'> | undefined {
  if (!paymentOf(target).perCall) return undefined;
  const known = functionBehind(target, deployed?.function);
  const sheet = billSheetFor(scenario, known, invocationsOf(accounts));
  return 'unknown' in sheet ? undefined : { sheet, ...billedAs(known, loadMs) };
}

/**
 * No line says whether its invocation ran in a provisioned environment. An environment that no request waited for existed before it: in each
 * repeat, the configured number of these, in the order of first use, counts as provisioned.
 */
function provisionedCalls({ accounts }: Observation, concurrency = 0): (call: Invocation) => boolean {
  const provisioned = new Set(
    concurrency === 0 ? [] : accounts.flatMap((account) => readyBefore(account).slice(0, concurrency)),
  );
  return ({ environmentId }) => environmentId !== undefined && provisioned.has(environmentId);
}

function readyBefore({ invocations }: PlatformAccount): string[] {
  const waitedFor = new Set(
    invocations.filter(({ initMs, restoreMs }) => initMs !== undefined || restoreMs !== undefined).map(environmentOf),
  );
  const inOrder = invocations.toSorted((a, b) => startOf(a) - startOf(b)).map(environmentOf);
  return [...new Set(inOrder)].filter((id) => id !== undefined).filter((id) => !waitedFor.has(id));
}

const environmentOf = ({ environmentId }: Invocation): string | undefined => environmentId;

const startOf = ({ startedAtEpochMs, sentAtEpochMs }: Invocation): number => startedAtEpochMs ?? sentAtEpochMs ?? 0;

function usageOf({ tallied, accounts, isWhole }: BilledPart): Usage {
  const { requests, environments } = tallied.measures;
  const records = isWhole ? accounts.flatMap(({ activeCpu = [] }) => activeCpu) : [];
  const common = { requests: requests.answered + requests.failures.httpError };
  if (records.length > 0 && records.every(({ record }) => record.cpuMs !== undefined))
    return {
      ...common,
      instances: records.map(({ record: { aliveMs } }) => ({ busyMs: aliveMs, aliveMs })),
      cpuMs: records.reduce((sum, { record: { cpuMs = 0 } }) => sum + cpuMs, 0),
      notes: [
        'CPU time and lifetime of environments come from the kernel and the embedded Lambda, including their start',
      ],
    };
  const { cpuMs, withCpu } = tallied.metered;
  return {
    ...common,
    instances: environments.list.map(({ busyMs, firstSeenAtMs, lastSeenAtMs }) => ({
      busyMs,
      aliveMs: lastSeenAtMs - firstSeenAtMs,
    })),
    ...optional('cpuMs', withCpu === 0 ? undefined : cpuMs),
    notes: ['times and CPU of instances come from the responses: lower bounds, without starts and idle time'],
  };
}
