import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../launch/local/services.ts';
import { hostUse, readHost } from '../../launch/meters/host-probe.ts';
import { cpuMsBetween, MemoryMeter, peakOf } from '../../launch/meters/memory-meter.ts';
import type { ReferenceLoop, ReferenceReadings } from '../../launch/meters/reference-loop.ts';
import type { PlatformAccount, RunningTarget, StartedTarget } from '../../launch/running-target.ts';
import { startTarget } from '../../launch/start.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { Generator } from '../../loadgen/threads/generator.ts';
import { readClocks } from '../../model/clock-reading.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { Sample } from '../../model/sample.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { BurstSizes, sizesOfBursts } from '../../stats/parts/burst-sizes.ts';
import { ScheduleKept } from '../../stats/schedule-kept.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';
import { cut } from '../../text/cut.ts';
import { arrivalSource, recordedArrivals } from '../before/arrivals.ts';
import type { RequestBudget } from '../before/budget.ts';
import { arrivalSeed, phasesOf, requestsOf } from '../before/plan.ts';
import type { RunEvent } from '../progress.ts';
import type { Window } from './environments.ts';
import { FiredRequests } from './fired-requests.ts';
import { answeredStats, notMeasured } from './not-measured.ts';
import { type Observation, type ObservedRepeat, Tally } from './observation.ts';
import { phaseRequests } from './phase-requests.ts';
import { orderFor, servicesFor, targetContext } from './target-context.ts';
import type { WallClock } from './wall-clock.ts';
import { warmPhase, withoutWarmUps } from './warm-phase.ts';
import type { Workloads } from './workload.ts';

export interface ObserveContext {
  readonly scenario: Scenario;
  readonly workloads: Workloads;
  readonly directory: string;
  readonly repeat: number;
  readonly generator: Generator;
  /** Not on other machines: the use of this one is that of the generator. */
  readonly isFiringHere: boolean;
  readonly bind?: string;
  /** Where a target runs on this machine. */
  readonly reference?: ReferenceLoop;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  record(sample: Sample): void;
  readonly wallClock: WallClock;
  /** Instant 0 of the samples. */
  readonly startedAtEpochMs: number;
  /** For a target whose REPORT lines are read after the load. */
  readonly fired?: FiredRequests;
  /** Times before phases that start warm. */
  readonly warmUps?: Window[];
  readonly budget: RequestBudget;
  tell(event: RunEvent): void;
}

/** Starts the target, loads it, stops it, and adds the observations. Records a failed target and continues the run. */
export async function observeTarget(seen: Observation, context: ObserveContext): Promise<void> {
  const { target } = seen;
  context.tell({ kind: 'starting', target: target.name, repeat: context.repeat });
  // Every repeat takes the same rows, unless each is taken once.
  if (context.scenario.feed?.order !== 'once') seen.rowsTaken = 0;
  try {
    const reference = isStarted(target) ? await context.reference?.watch() : undefined;
    await using services = await servicesFor(context, target);
    const { scenario, repeat } = context;
    const label = scenario.repeats === 1 ? target.name : `${target.name}-${repeat}`;
    const own = targetContext(context, { target, services, label, ...optional('deployed', seen.deployed) });
    await using running = await startTarget(target, { ...own, onFunctionError: reportOnce(seen, context) });
    seen.url = running.destination.url;
    const observed = await observeRunning(running, seen, services, { ...context, ...optional('readings', reference) });
    seen.repeats.push(observed);
    if (!context.signal.aborted) seen.completed += 1;
    context.tell({ kind: 'finished', target: target.name });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'interrupted') return;
    // Samples that cannot be stored end the load for all targets.
    if (error.code === 'samples-unwritable') throw error;
    seen.failure = context.secrets.redact(error.message);
    context.tell({ kind: 'target-failed', target: target.name, message: seen.failure });
  }
}

/** Reports each error of the function of a target once, over all repeats. */
function reportOnce(
  { target, functionErrors }: Observation,
  { secrets, tell }: ObserveContext,
): (text: string) => void {
  return (text) => {
    const error = cut(secrets.redact(text), mostErrorCharacters);
    if (functionErrors.has(error)) return;
    functionErrors.add(error);
    tell({ kind: 'function-failed', target: target.name, error });
  };
}

const mostErrorCharacters = 500;

async function observeRunning(
  running: RunningTarget,
  seen: Observation,
  services: Services | undefined,
  context: ObserveContext & { readonly readings?: () => ReferenceReadings },
): Promise<ObservedRepeat> {
  const { signal, repeat } = context;
  const started = running.where === 'started' ? running : undefined;
  await using meter = running.metered && MemoryMeter.start(running.metered, signal);
  const before = await meter?.readNow();
  const loadAtMs = readClocks().monotonicMs;
  const health = context.generator.watch();
  const hostBefore = context.isFiringHere ? readHost() : undefined;
  const fired = reportsOf(running) && new FiredRequests(context.startedAtEpochMs);
  const lives = { running, program: started?.program, services };
  const warmUps: Window[] = [];
  const readings = await firePhases(lives, seen, { ...context, warmUps, ...optional('fired', fired) }).then(
    async () => ({ ...(await health.stop()), ...optional('host', hostBefore && hostUse(hostBefore, readHost())) }),
    async (error: unknown) => {
      await health.stop();
      throw error;
    },
  );
  const reference = context.readings?.();
  const after = await meter?.readNow();
  const downstream = await services?.stats();
  const metered = meter?.since(loadAtMs);
  const died = await diedDuringLoad(lives, seen);
  seen.failure ??= died && context.secrets.redact(died);
  await running.stop();
  const reported = await platformAccount(running, fired, signal);
  const account = reported && withoutWarmUps(reported, warmUps);
  const logTrouble = await started?.logTrouble?.();
  if (account && fired) seen.name(fired.namedBy(account));
  context.wallClock.look();
  context.wallClock.note(started?.platform?.clockAheadMs ?? 0);
  return {
    health: readings,
    ...optional('startupMs', started?.program.startupMs),
    ...optional('enforced', started?.enforced),
    // After a meter failure, the peak of the first part would look like the peak of the whole load.
    ...optional('idle', before && after && peakOf([before])),
    ...(before && after && metered),
    ...optional('serverCpuMs', started?.platform ? undefined : cpuMsBetween(before, after)),
    ...optional('reference', reference),
    ...optional('downstream', downstream && answeredStats(downstream)),
    ...optional('account', account),
    notMeasured: notMeasured({ repeat, meter, downstream, account, logTrouble }),
  };
}

/** Processes that the load needs. */
interface Lives {
  readonly running: RunningTarget;
  /** Absent for what is not on this machine. */
  readonly program: StartedTarget['program'] | undefined;
  readonly services: Services | undefined;
}

async function firePhases(lives: Lives, seen: Observation, context: ObserveContext): Promise<void> {
  for (const phase of phasesOf(context.scenario, seen.target)) {
    if (context.signal.aborted || (await hasEnded(lives.program)) || (await hasEnded(lives.services))) break;
    await observePhase(phase, lives, seen, context);
    context.wallClock.look();
  }
}

async function platformAccount(
  running: RunningTarget,
  fired: FiredRequests | undefined,
  signal: AbortSignal,
): Promise<PlatformAccount | undefined> {
  if (running.where === 'started') return running.platform?.account();
  return fired && reportsOf(running)?.account(fired.load(signal));
}

const reportsOf = (running: RunningTarget) => (running.where === 'deployed' ? running.reports : undefined);

/** Why it ended, or undefined while it is alive. */
const hasEnded = (one: Pick<StartedTarget['program'], 'ended'> | undefined): Promise<string | undefined> =>
  Promise.race([one?.ended ?? Promise.resolve(undefined), Promise.resolve(undefined)]);

/**
 * If a process ends during the load, its connections break before the end of the process is known. Wait for it only
 * if requests have failed.
 */
async function diedDuringLoad(
  { program, services }: Lives,
  { target, tally }: Observation,
): Promise<string | undefined> {
  const { failures } = tally.finish().measures.requests;
  if (failures.reset + failures.refused + failures.httpError > 0 && (program?.ended ?? services?.ended))
    await Promise.race([program?.ended, services?.ended, sleep(endingMs, undefined, { ref: false })].filter(Boolean));
  const died = await hasEnded(program);
  if (died !== undefined) return `target ${target.name} ended during the load (${died})`;
  const serviceDied = await hasEnded(services);
  return serviceDied && `a service of target ${target.name} ended during the load (${serviceDied})`;
}

const endingMs = 500;

async function observePhase(
  phase: Phase,
  { running, program, services }: Lives,
  seen: Observation,
  context: ObserveContext,
): Promise<void> {
  const { scenario, repeat, signal } = context;
  const { target } = seen;
  const seed = arrivalSeed(scenario, phase, repeat);
  const requests = requestsOf(phase, seed, scenario.maxRequests);
  const allowed = context.budget.take(phase, requests);
  const { firing, sending, done } = phaseRequests(seen, { scenario, phase, firing: allowed, seed });
  using gone = goneSignal([program?.ended, services?.ended], signal);
  const tally = new Tally(seen.percentiles);
  const schedule = moduleOf(phase).shape === 'due' ? new ScheduleKept() : undefined;
  const sizes = sizesOfBursts(moduleOf(phase).load(phase, arrivalSource(seed)));
  const bySize = sizes && new BurstSizes(sizes);
  const order = {
    phase: firing,
    place: { target: target.name, repeat },
    arrivals: { seed, ...optional('recorded', recordedArrivals(phase)) },
    ...orderFor(running, target, scenario),
  };
  const { warmUps = [], tell, generator } = context;
  const warmed = await warmPhase(order, running, { target, signal: gone.signal, warmUps, tell });
  tell({ kind: 'phase', target: target.name, phase: phase.name, requests, ...flightOf(generator, running) });
  const whole = generator.fire(sending(order), {
    signal: gone.signal,
    onLog: (text) => reportsOf(running)?.take(text),
    onSample: (whole) => {
      const sample = withoutSecrets(whole, context.secrets);
      context.record(sample);
      context.fired?.add(sample);
      seen.note(sample);
      tally.add(sample);
      schedule?.add(sample);
      bySize?.add(sample);
      context.tell({ kind: 'sample', sample });
    },
  });
  // Also for a phase that aborts, for example because its samples cannot be written.
  const fired = await whole.finally(() => seen.tally.merge(tally));
  done(tally.finish().measures.requests);
  const facts = {
    ...optional('warmed', warmed),
    ...optional('schedule', schedule?.finish()),
    ...optional('bySize', bySize?.finish()),
  };
  seen.phases.push({ phase, repeat, tally, ...facts, ...fired });
}

/** What can be asked of a phase that begins now. */
function flightOf(generator: Generator, running: RunningTarget) {
  const platform = running.where === 'started' ? running.platform : undefined;
  const beganAtMs = performance.now();
  const environments =
    platform &&
    (() => platform.environments().filter(({ startedAgoMs }) => startedAgoMs <= performance.now() - beganAtMs));
  return {
    inFlight: () => generator.inFlight,
    sinceReleaseMs: () => generator.sinceReleaseMs,
    ...optional('environments', environments),
  };
}

/** An engine's failure message may quote the request. */
function withoutSecrets(sample: Sample, secrets: Secrets): Sample {
  const { outcome } = sample;
  if (!('message' in outcome) || outcome.message === undefined) return sample;
  return { ...sample, outcome: { ...outcome, message: secrets.redact(outcome.message) } };
}

/** Aborted with the run, and when one of these processes ends. */
function goneSignal(
  ends: readonly (Promise<string> | undefined)[],
  run: AbortSignal,
): Disposable & { readonly signal: AbortSignal } {
  const gone = new AbortController();
  let watching = true;
  for (const ended of ends)
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
