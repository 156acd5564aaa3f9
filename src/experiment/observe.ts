import { setTimeout as sleep } from 'node:timers/promises';
import type { Generator } from '../loadgen/generator.ts';
import { isOpen } from '../loadgen/schedule.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import { isStartedByRun } from '../model/target-kind.ts';
import type { Phase } from '../scenario/phases.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import type { TargetSpec } from '../scenario/targets.ts';
import { ScheduleKept } from '../stats/schedule-kept.ts';
import { type Backend, startBackend } from '../target/backend.ts';
import { hostUse, readHost } from '../target/host-probe.ts';
import { MemoryMeter, peakOf } from '../target/memory-meter.ts';
import type { PlatformAccount, RunningTarget, TargetContext } from '../target/running-target.ts';
import { startTarget } from '../target/start.ts';
import type { RequestBudget } from './budget.ts';
import { FiredRequests } from './fired-requests.ts';
import { type Observation, type ObservedRepeat, Tally } from './observation.ts';
import { arrivalSeed, largestBurst, phasesOf, requestsOf } from './plan.ts';
import type { RunEvent } from './progress.ts';
import type { Workload } from './workload.ts';

export interface ObserveContext {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly directory: string;
  readonly repeat: number;
  readonly generator: Generator;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  record(sample: Sample): void;
  /** The instant 0 of the samples. */
  readonly startedAtEpochMs: number;
  /** Of a target whose platform has to be asked for them. */
  readonly fired?: FiredRequests;
  readonly budget: RequestBudget;
  tell(event: RunEvent): void;
}

/** Starts the target, loads it, stops it, and adds what was seen. A target that fails is noted; the run goes on. */
export async function observeTarget(seen: Observation, context: ObserveContext): Promise<void> {
  const { target } = seen;
  context.tell({ kind: 'starting', target: target.name, repeat: context.repeat });
  try {
    await using backend = await backendFor(context, target);
    await using running = await startTarget(target, targetContext(seen, backend, context));
    seen.url = running.url;
    seen.repeats.push(await observeRunning(running, seen, backend, context));
    if (!context.signal.aborted) seen.completed += 1;
    context.tell({ kind: 'finished', target: target.name });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'interrupted') return;
    // What cannot be kept need not be fired, at this target or at any other.
    if (error.code === 'samples-unwritable') throw error;
    seen.failure = context.secrets.redact(error.message);
    context.tell({ kind: 'target-failed', target: target.name, message: seen.failure });
  }
}

async function backendFor(
  { workload, scenario, signal }: ObserveContext,
  target: TargetSpec,
): Promise<Backend | undefined> {
  if (!workload.needsBackend || !isStartedByRun(target.kind)) return undefined;
  return startBackend(largestBurst(scenario), signal);
}

const targetContext = ({ target, deployed }: Observation, backend: Backend | undefined, context: ObserveContext) => ({
  ...optional('deployed', deployed),
  code: context.workload.code,
  isBuiltin: context.workload.isBuiltin,
  event: context.scenario.request.event,
  environment: context.workload.environment(backend?.url),
  directory: context.directory,
  label: context.scenario.repeats === 1 ? target.name : `${target.name}-${context.repeat}`,
  sent: sentSources(context.scenario),
  largestBurst: largestBurst(context.scenario),
  seed: context.scenario.seed,
  signal: context.signal,
  secrets: context.secrets,
});

/** Header names are not told apart by upper and lower case. */
function sentSources({ request }: Scenario): TargetContext['sent'] {
  const headers = Object.entries(request.headers);
  const valuesOf = (name: string) => headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
  return { hosts: valuesOf('host'), origins: valuesOf('origin') };
}

async function observeRunning(
  running: RunningTarget,
  seen: Observation,
  backend: Backend | undefined,
  context: ObserveContext,
): Promise<ObservedRepeat> {
  await using meter = running.processes && MemoryMeter.start(running.processes.pid, running.processes.part);
  const before = await meter?.readNow();
  const loadAtEpochMs = performance.timeOrigin + performance.now();
  const health = context.generator.watch();
  const hostBefore = readHost();
  const fired = running.account?.kind === 'asked' ? new FiredRequests(context.startedAtEpochMs) : undefined;
  const readings = await firePhases(running, seen, { ...context, ...optional('fired', fired) }).then(
    async () => ({ ...(await health.stop()), host: hostUse(hostBefore, readHost()) }),
    async (error: unknown) => {
      await health.stop();
      throw error;
    },
  );
  const after = await meter?.readNow();
  const downstream = await backend?.stats();
  const died = await endedSoon(running, seen);
  if (died !== undefined) seen.failure = `target ${seen.target.name} ended during the load (${died})`;
  await running.stop();
  return {
    health: readings,
    ...optional('startupMs', running.startupMs),
    ...optional('enforced', running.enforced),
    ...optional('idle', before && peakOf([before])),
    ...optional('peak', meter?.peakSince(loadAtEpochMs)),
    ...optional('serverCpuMs', running.account || !before || !after ? undefined : after.cpuMs - before.cpuMs),
    ...optional('downstream', downstream),
    ...optional('account', await platformAccount(running, fired, context.signal)),
  };
}

async function firePhases(running: RunningTarget, seen: Observation, context: ObserveContext): Promise<void> {
  for (const phase of phasesOf(context.scenario, seen.target)) {
    if (context.signal.aborted || (await hasEnded(running))) break;
    await observePhase(phase, running, seen, context);
  }
}

async function platformAccount(
  { account }: RunningTarget,
  fired: FiredRequests | undefined,
  signal: AbortSignal,
): Promise<PlatformAccount | undefined> {
  if (account?.kind === 'asked') return fired && account.read(fired.load(signal));
  return account?.read();
}

/** Why it has ended, or undefined while it lives. */
const hasEnded = (running: RunningTarget): Promise<string | undefined> =>
  Promise.race([running.ended ?? Promise.resolve(undefined), Promise.resolve(undefined)]);

/**
 * A process that ends in the middle of the load breaks its connections first, and is known to have ended a little later. Only
 * where requests have failed is that worth waiting for.
 */
async function endedSoon(running: RunningTarget, { tally }: Observation): Promise<string | undefined> {
  const { failures } = tally.finish().measures.requests;
  if (failures.reset + failures.refused > 0)
    await Promise.race([running.ended, sleep(endingMs, undefined, { ref: false })]);
  return hasEnded(running);
}

const endingMs = 500;

async function observePhase(
  phase: Phase,
  running: RunningTarget,
  seen: Observation,
  context: ObserveContext,
): Promise<void> {
  const { scenario, repeat, signal } = context;
  const { target } = seen;
  const seed = arrivalSeed(scenario, phase, repeat);
  const requests = requestsOf(phase, seed, scenario.maxRequests);
  const firing = context.budget.take(phase, requests);
  const inFlight = () => context.generator.inFlight;
  context.tell({ kind: 'phase', target: target.name, phase: phase.name, requests, inFlight });
  using gone = goneSignal(running, signal);
  const tally = new Tally();
  const schedule = isOpen(phase) ? new ScheduleKept() : undefined;
  const fired = await context.generator.fire(firing, {
    target: target.name,
    url: running.url,
    request: scenario.request,
    keptBodyBytes: scenario.keptBodyBytes,
    engine: scenario.engine,
    ...optional('warmPath', running.warmPath),
    ...optional('tls', running.tls),
    ...optional('delivery', running.delivery),
    identity: target.identity ?? scenario.identity,
    expect: target.expect ?? scenario.request.expect,
    coldStartsFrom: running.coldStartsFrom,
    timeoutMs: scenario.timeoutMs,
    repeat,
    seed,
    signal: gone.signal,
    onLog: (text) => running.onLog?.(text),
    onSample: (whole) => {
      const sample = withoutSecrets(whole, context.secrets);
      context.record(sample);
      context.fired?.add(sample);
      seen.note(sample);
      tally.add(sample);
      schedule?.add(sample);
      context.tell({ kind: 'sample', sample });
    },
  });
  seen.tally.merge(tally);
  seen.phases.push({ phase, repeat, tallied: tally.finish(), ...optional('schedule', schedule?.finish()), ...fired });
}

/** What an engine says of a failure may quote what was sent. */
function withoutSecrets(sample: Sample, secrets: Secrets): Sample {
  const { outcome } = sample;
  if (!('message' in outcome) || outcome.message === undefined) return sample;
  return { ...sample, outcome: { ...outcome, message: secrets.redact(outcome.message) } };
}

/** Aborted with the run, and when the target has ended: what is fired at nobody tells nothing. */
function goneSignal({ ended }: RunningTarget, run: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const gone = new AbortController();
  let watching = true;
  void ended?.then(() => {
    if (watching) gone.abort();
  });
  return {
    signal: AbortSignal.any([run, gone.signal]),
    [Symbol.dispose]: () => {
      watching = false;
    },
  };
}
