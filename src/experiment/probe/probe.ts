import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exactCpuMsOf } from '../../launch/meters/proc.ts';
import type { StartedTarget } from '../../launch/running-target.ts';
import { startTarget } from '../../launch/start.ts';
import { UserError } from '../../model/errors.ts';
import type { Probe } from '../../model/schema/probe.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { type CallDemand, callDemands, type Need } from '../../stats/demands.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';
import { sendOne } from '../observe/send-one.ts';
import { orderFor, servicesFor, targetContext } from '../observe/target-context.ts';
import type { Workloads } from '../observe/workload.ts';
import { probedPhases } from './probed-phases.ts';

interface ProbeContext {
  readonly scenario: Scenario;
  readonly workloads: Workloads;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** A probe, or why there is none. */
export type Probing = Probe | { readonly failed: string };

/**
 * Starts the target, sends one request that waits for an environment and a few that do not, and stops it: what they cost is known before
 * the run, which starts its target again.
 * @throws {UserError} `interrupted`
 */
export async function probe(target: TargetSpec, context: ProbeContext): Promise<Probing> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-probe-'));
  try {
    const costs = costsOf(await observed(target, { ...context, directory }));
    if (costs === undefined) return { failed: 'what its requests need could not be measured' };
    const cpus = availableParallelism();
    return { cpus, ...costs, phases: probedPhases(context.scenario, target, costs, cpus) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'interrupted') throw error;
    return { failed: context.secrets.redact(error.message) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Probed {
  /** In the order of the requests. */
  readonly calls: readonly CallDemand[];
  /** CPU of the embedded Lambda: for the cold request, and for each warm one. */
  readonly platformMs: readonly [cold: number, warm: number];
}

/** Warm calls go on until their mean is known better, for a moment. */
const mostWarmCalls = 5;
const warmCallsWithinMs = 300;

async function observed(target: TargetSpec, context: ProbeContext & { readonly directory: string }): Promise<Probed> {
  const { scenario, signal } = context;
  await using services = await servicesFor(context, target);
  await using running = await startTarget(target, targetContext(context, { target, services, label: target.name }));
  if (running.where !== 'started') throw new Error(`a target of kind ${target.kind} is not started here`);
  const place = { target: target.name, repeat: 0 };
  const order = { place, arrivals: { seed: scenario.seed }, ...orderFor(running, target, scenario) };
  const call = () => sendOne(order, signal);
  const platformMs: [number, number] = [await cpuOf(running, call), 0];
  const startedAtMs = performance.now();
  let calls = 0;
  while (
    calls < mostWarmCalls &&
    (calls === 0 || performance.now() - startedAtMs < warmCallsWithinMs) &&
    !signal.aborted
  ) {
    platformMs[1] += await cpuOf(running, call);
    calls += 1;
  }
  await running.stop();
  if (signal.aborted) throw new UserError('interrupted', 'interrupted before anything was fired');
  const account = await running.platform?.account();
  return { calls: callDemands(account?.invocations ?? []), platformMs: [platformMs[0], platformMs[1] / calls] };
}

async function cpuOf({ program }: StartedTarget, act: () => Promise<unknown>): Promise<number> {
  const before = exactCpuMsOf(program.pid) ?? 0;
  await act();
  return Math.max(0, (exactCpuMsOf(program.pid) ?? 0) - before);
}

/** The first request waits for an init, and no other. */
function costsOf({
  calls,
  platformMs: [cold, warm],
}: Probed): Pick<Probe, 'init' | 'coldCall' | 'warmCall'> | undefined {
  const [first, ...others] = calls;
  if (first?.init === undefined || others.length === 0) return undefined;
  const mean = (part: 'cpuMs' | 'waitMs') => others.reduce((sum, { call }) => sum + call[part], 0) / others.length;
  return {
    init: costOf(first.init, cold - warm),
    coldCall: costOf(first.call, warm),
    warmCall: costOf({ cpuMs: mean('cpuMs'), waitMs: mean('waitMs') }, warm),
  };
}

const costOf = ({ cpuMs, waitMs }: Pick<Need, 'cpuMs' | 'waitMs'>, platformMs: number) => ({
  cpuMs: cpuMs + Math.max(0, platformMs),
  waitMs,
});
