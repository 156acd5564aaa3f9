import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from '../fleet/coordinator/fleet.ts';
import { programFile } from '../launch/local/program-file.ts';
import { ReferenceLoop } from '../launch/meters/reference-loop.ts';
import { type Clock, startClock } from '../loadgen/clock.ts';
import { nameSamples } from '../loadgen/name-samples.ts';
import { Recorder } from '../loadgen/recorder.ts';
import { Generator } from '../loadgen/threads/generator.ts';
import { workerThreads } from '../loadgen/threads/generator-thread.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { DeployedTarget } from '../model/platform/deployed.ts';
import type { PackageSize } from '../model/platform/package-size.ts';
import type { RunResult } from '../model/run-result.ts';
import type { Sample } from '../model/sample.ts';
import type { Calibration } from '../model/schema/client/client-health.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import { askedPercentiles } from '../scenario/thresholds/asked-percentiles.ts';
import { ScheduleKept } from '../stats/schedule-kept.ts';
import { isStarted } from '../target-kinds/target-kinds.ts';
import { RequestBudget } from './before/budget.ts';
import { beginsFast } from './before/plan.ts';
import { AbortWatch } from './observe/abort-watch.ts';
import { Observation, Tally } from './observe/observation.ts';
import { type ObserveContext, observeTarget } from './observe/observe.ts';
import { WallClock } from './observe/wall-clock.ts';
import { prepareWorkloads } from './observe/workload.ts';
import type { Probed } from './probe/probe-targets.ts';
import type { RunEvent } from './progress.ts';
import { assembleResult } from './result/assemble.ts';

export interface RunOptions {
  /** The file name from the command line, for the report. */
  readonly scenarioFile: string;
  /** An existing folder for `samples.ndjson` and the logs during the run. */
  readonly directory: string;
  readonly version: string;
  /** Copied to the result. */
  readonly calibration: Calibration | undefined;
  /** Secrets, which the result, samples and logs must not contain. */
  readonly secrets: Secrets;
  /** Aborting stops the load at once and returns the result so far, within 5 s in any case. */
  readonly signal: AbortSignal;
  /** Facts from the Lambda API about deployed functions, by the names of the targets. */
  readonly deployed?: ReadonlyMap<string, DeployedTarget>;
  /** What a probe before the run has found. */
  readonly probed?: Probed;
  /** Workers on other machines that fire; default: threads of this process. */
  readonly fleet?: RunFleet;
  /** Address at which targets that the run starts listen; default: loopback. */
  readonly bind?: string;
  onEvent(event: RunEvent): void;
}

/** What a run needs of a fleet. */
export type RunFleet = Pick<Fleet, 'transport' | 'size' | 'resultsOf'>;

/** Runs a scenario on its targets, one after another, and judges the observations. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  await using workloads = await prepareWorkloads(scenario, options.signal, options.probed?.workRate);
  const clock = startClock();
  const wallClock = new WallClock();
  const seen = observationsOf(scenario, await workloads.packageSizes(), options);
  await using generator = await startGenerator(scenario, clock, options);
  const isLocal = scenario.targets.some(isStarted);
  await using reference = isLocal ? new ReferenceLoop(options.signal) : undefined;
  const recorder = new Recorder(join(options.directory, 'samples.ndjson'));
  const lives = livesOf(seen, scenario);
  const early = new AbortController();
  const abortWatch = new AbortWatch(scenario.abortOn, ({ message }) => {
    options.onEvent({ kind: 'aborted', message });
    early.abort();
  });
  const unkept = await observeAll(lives, recorder, {
    ...{
      scenario,
      workloads,
      ...{ generator, isFiringHere: options.fleet === undefined, ...optional('bind', options.bind) },
      ...optional('reference', reference),
      wallClock,
      directory: options.directory,
      signal: AbortSignal.any([options.signal, early.signal]),
      abortWatch,
    },
    secrets: options.secrets,
    ...{ budget: new RequestBudget(scenario), startedAtEpochMs: clock.startedAtEpochMs, tell: options.onEvent },
  });
  await nameRecorded(join(options.directory, 'samples.ndjson'), seen);
  for (const one of seen) one.workers = options.fleet?.resultsOf(one.target.name);
  const { aborted } = abortWatch;
  const interrupted = options.signal.aborted || unkept || aborted !== undefined;
  const clockStepMs = wallClock.steppedMs;
  return assembleResult({ scenario, seen, workloads, clockStepMs, interrupted, aborted, ...facts(options, clock) });
}

async function startGenerator(scenario: Scenario, clock: Clock, { fleet, signal }: RunOptions): Promise<Generator> {
  // Workers warm up by themselves.
  if (fleet !== undefined) return Generator.start({ transport: fleet.transport, threads: fleet.size, clock });
  const rehearsed = beginsFast(scenario) ? new Recorder(devNull) : undefined;
  const generator = await Generator.start({
    transport: workerThreads(programFile('src/loadgen/threads/thread-main')),
    threads: scenario.threads,
    clock,
    ...(rehearsed && { warmUp: { identity: scenario.identity, signal, onSample: rehearsal(rehearsed, scenario) } }),
  });
  await rehearsed?.close();
  return generator;
}

const observationsOf = (
  scenario: Scenario,
  packages: ReadonlyMap<string, PackageSize>,
  { deployed, probed }: RunOptions,
): Observation[] =>
  scenario.targets.map(
    (target) =>
      new Observation(target, {
        percentiles: askedPercentiles(scenario),
        deployed: deployed?.get(target.name),
        probe: probed?.probes.get(target.name),
        package: packages.get(target.name),
      }),
  );

/** Writes what logs named after the load into the recorded samples. */
async function nameRecorded(file: string, seen: readonly Observation[]): Promise<void> {
  const named = seen.filter(({ named }) => named.size > 0);
  if (named.length === 0) return;
  await nameSamples(file, new Map(named.map((one) => [one.target.name, one.named]))).catch((error: Error) => {
    const reason = `samples.ndjson does not name the environments that the log names: ${error.message}`;
    for (const one of named) one.unnamed = reason;
  });
}

/**
 * Handles the samples of the warm-up like those of a load, so that this thread is warm, too. Each of them three times: the first 2,000
 * do not get beyond the order of their completion.
 */
function rehearsal(recorder: Recorder, { targets: [target] }: Scenario): (sample: Sample) => void {
  const seen = target && new Observation(target);
  const [tally, schedule] = [new Tally(), new ScheduleKept()];
  return (sample) => {
    for (let times = 0; times < 3; times += 1) {
      recorder.write(sample);
      seen?.note(sample);
      tally.add(sample);
      schedule.add(sample);
    }
  };
}

/** One repeat of a target: start, load, stop. */
interface Life {
  readonly seen: Observation;
  readonly repeat: number;
}

const livesOf = (seen: readonly Observation[], scenario: Scenario): Life[] =>
  Array.from({ length: scenario.repeats }, (_, repeat) =>
    inOrder(seen, scenario, repeat).map((observation) => ({ seen: observation, repeat })),
  ).flat();

/** @returns whether samples could not be stored, which ends the load. */
async function observeAll(
  lives: readonly Life[],
  recorder: Recorder,
  context: Omit<ObserveContext, 'repeat' | 'record'> & { readonly abortWatch: AbortWatch },
): Promise<boolean> {
  const { budget, signal, tell, abortWatch } = context;
  const record: ObserveContext['record'] = (sample) => {
    budget.count();
    abortWatch.add(sample);
    recorder.write(sample);
  };
  let last: Observation | undefined;
  try {
    for (const { seen, repeat } of lives) {
      if (signal.aborted) break;
      last = seen;
      recorder.check();
      await observeTarget(seen, { ...context, repeat, record });
    }
    await recorder.close();
    return false;
  } catch (error) {
    await recorder.close().catch(() => {});
    if (!(error instanceof UserError) || error.code !== 'samples-unwritable' || last === undefined) throw error;
    last.failure = context.secrets.redact(error.message);
    tell({ kind: 'target-failed', target: last.target.name, message: last.failure });
    return true;
  }
}

/** Interleaved: A B, B A, so that a drift of the machine does not favor one of them. */
const inOrder = (seen: readonly Observation[], { order }: Scenario, repeat: number): readonly Observation[] =>
  order === 'interleaved' && repeat % 2 === 1 ? seen.toReversed() : seen;

const facts = ({ scenarioFile, version, calibration, secrets }: RunOptions, clock: Clock) => ({
  scenarioFile,
  secrets,
  version,
  calibration,
  startedAtEpochMs: clock.startedAtEpochMs,
  finishedAtEpochMs: clock.startedAtEpochMs + clock.nowMs(),
});
