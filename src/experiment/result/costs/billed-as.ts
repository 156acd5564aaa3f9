import { billedAs, type RecordedUse } from '../../../billing/bases/billed-as.ts';
import { optional } from '../../../model/optional.ts';
import type { BilledAs } from '../../../model/schema/billed-as.ts';
import type { Memory } from '../../../model/schema/memory.ts';
import { kindOf } from '../../../target-kinds/target-kinds.ts';
import { functionBehind } from '../../before/priced-function.ts';
import type { Observation } from '../../observe/observation.ts';
import { cpuScaleOf } from '../projected.ts';
import type { CostInputs } from './month.ts';

/** The load of a target under every way of billing. Undefined if it served no request. */
export function assembleBilledAs(
  seen: Observation,
  inputs: CostInputs,
  memory: Memory | undefined,
): BilledAs[] | undefined {
  const { target, deployed } = seen;
  const { answered, failures } = inputs.measures.requests;
  const requests = answered + failures.httpError;
  if (requests === 0) return undefined;
  const known = functionBehind(target, deployed?.function);
  return billedAs({
    requests,
    ...optional('wallMs', wallMsOf(seen, inputs, requests)),
    isProjected: inputs.projected !== undefined && inputs.projected.invocations > 0,
    instances: instancesOf(seen, inputs),
    ...optional('cpuMs', cpuMsOf(seen, inputs, requests)),
    memoryMb: known.memoryMb ?? sizeFor(memory?.perInstance?.rssMb),
    ...optional('architecture', known.architecture),
    ...optional('processes', kindOf(target).payment(target).instances?.processes),
  });
}

/** Cloud Run has 512 MB and more with one CPU; sizes in steps of 128 MB. */
const sizeFor = (rssMb = 0): number => Math.max(512, Math.ceil(rssMb / 128) * 128);

/** Projected, else of REPORT lines, else as handlers report, else the service time, which has the network in it. */
function wallMsOf({ tally }: Observation, { measures, projected }: CostInputs, requests: number): number | undefined {
  const { billing, latencyMs } = measures;
  const perRequest = (billedMs: number, calls: number) => (calls === 0 ? undefined : (billedMs / calls) * requests);
  const metered = tally.finish().metered;
  return (
    (projected && perRequest(projected.billedMs, projected.invocations)) ??
    (billing?.source === 'report-lines' ? perRequest(billing.billedMs, billing.invocations) : undefined) ??
    perRequest(metered.billedMs, metered.calls) ??
    (latencyMs.serviceTime.all && Math.ceil(latencyMs.serviceTime.all.mean) * requests)
  );
}

/** Their init is billed too. Web environments have a life that the embedded Lambda measured; of all others the answers are known. */
function instancesOf({ accounts }: Observation, { measures }: CostInputs): RecordedUse['instances'] {
  const lives = measures.environments.list.map(({ busyMs, firstSeenAtMs, lastSeenAtMs, coldStart, initMs = 0 }) => {
    const startMs = coldStart === true ? initMs : 0;
    return { busyMs: busyMs + startMs, aliveMs: lastSeenAtMs - firstSeenAtMs + startMs };
  });
  const ended = accounts.flatMap(({ activeCpu = [] }) => activeCpu.map(({ record }) => record.aliveMs));
  if (ended.length !== lives.length) return lives;
  const longest = ended.toSorted((a, b) => b - a);
  return lives
    .toSorted((a, b) => b.aliveMs - a.aliveMs)
    .map(({ busyMs, aliveMs }, index) => ({ busyMs, aliveMs: longest[index] ?? aliveMs }));
}

/** On vCPUs of the platform: of calls and inits, of whole environments or servers, else as handlers report. */
function cpuMsOf(
  { accounts, tally }: Observation,
  { calls = [], demands, serverCpuMs }: CostInputs,
  requests: number,
): number | undefined {
  const ofCalls = calls.reduce((sum, { call, init }) => sum + call.cpuMs + (init?.cpuMs ?? 0), 0);
  const ofEnvironments = accounts.flatMap(({ activeCpu = [] }) => activeCpu.map(({ record }) => record.cpuMs));
  const { cpuMs, withCpu } = tally.finish().metered;
  const measured =
    (calls.length > 0 ? (ofCalls / calls.length) * requests : undefined) ??
    (ofEnvironments.length > 0 && !ofEnvironments.includes(undefined)
      ? ofEnvironments.reduce<number>((sum, ms = 0) => sum + ms, 0)
      : undefined) ??
    serverCpuMs ??
    (withCpu > 0 ? (cpuMs / withCpu) * requests : undefined);
  return measured === undefined ? undefined : measured * cpuScaleOf(demands);
}
