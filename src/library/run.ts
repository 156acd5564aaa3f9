import type { RunEvent } from '../experiment/progress.ts';
import { type RunFleet, runScenario } from '../experiment/run.ts';
import { nameOf } from '../files/read-text.ts';
import { createRunDirectory, temporaryRunDirectory, writeResult } from '../files/run-directory.ts';
import { version } from '../files/version.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { RunResult } from '../model/run-result.ts';
import type { Calibration } from '../model/schema/client/client-health.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import { lateSignal } from './late-signal.ts';
import { type PreparedRun, prepareRun, type RunPlan } from './prepare-run.ts';
import { readSource, type ScenarioSource, type SourceOptions } from './scenario-source.ts';

export interface RunOptions extends SourceOptions {
  /** A new or empty folder for the results, as `rollcall run --out` writes them; default: no files are kept. */
  readonly out?: string;
  /** Ends the load at once. The result so far is returned within 5 s, with the status `interrupted`. */
  readonly signal?: AbortSignal;
  /** Called for each step of the run and for each sample. It must not throw, and should return quickly. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Asked before anything is sent to another machine. Default: such a run is refused. */
  readonly confirm?: (plan: RunPlan) => boolean | Promise<boolean>;
  /** The most that the load may cost on deployed functions; default: `maxCostUsd` of the scenario. */
  readonly maxCostUsd?: number;
  /** Copied to the result. */
  readonly calibration?: Calibration;
}

export interface FinishedRun {
  readonly result: RunResult;
  /** The folder with the files of the run, absolute. Absent without `out`. */
  readonly directory?: string;
  /** The page. Absent without `out`, and if a signal came while many samples were drawn. */
  readonly report?: string;
}

/**
 * Runs a scenario: what `rollcall run` does, without output. All processes of the run have ended when it returns or throws.
 * @throws {UserError} for what the user can mend: an invalid scenario, a limit of this machine, an unusable folder; `not-confirmed`;
 * `interrupted` if the signal came before the load. A target that fails is no error: the result says so.
 */
export async function run(source: ScenarioSource, options: RunOptions = {}): Promise<FinishedRun> {
  const { signal = new AbortController().signal, out } = options;
  const located = await readSource(source, options);
  return redacting(located, async () => {
    const prepared = await prepareRun(located, { signal, maxCostUsd: options.maxCostUsd });
    await refuseStrangers(prepared.plan, options.confirm);
    const folder = out === undefined ? temporaryRunDirectory() : createRunDirectory(out, located.value.name);
    const { path, release } = await folder;
    using stop = lateSignal(signal);
    const scenarioFile = typeof source === 'string' ? nameOf(source) : 'scenario';
    try {
      const result = await fireRun(prepared, { ...options, signal, scenarioFile, directory: path });
      if (out === undefined) return { result };
      const report = await writeResult(path, result, stop.late).catch(ifInterrupted);
      return { result, directory: path, ...optional('report', report) };
    } finally {
      await release();
    }
  });
}

export interface FireOptions extends Pick<RunOptions, 'calibration' | 'onEvent'> {
  /** Workers on other machines that fire. */
  readonly fleet?: RunFleet;
  /** Address at which targets that the run starts listen; default: loopback. */
  readonly bind?: string;
  readonly scenarioFile: string;
  /** An existing folder for the samples and logs. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Sends the load, and measures and judges it. */
export const fireRun = (
  { scenario, secrets, deployed, probed }: PreparedRun,
  { scenarioFile, directory, signal, calibration, fleet, bind, onEvent = () => {} }: FireOptions,
): Promise<RunResult> =>
  runScenario(scenario, {
    ...{ scenarioFile, directory, version, calibration, deployed, probed, secrets, signal, onEvent },
    ...{ ...optional('fleet', fleet), ...optional('bind', bind) },
  });

async function refuseStrangers(plan: RunPlan, confirm: RunOptions['confirm'] = () => false): Promise<void> {
  if (plan.strangers.length === 0 || (await confirm(plan))) return;
  const message = `the scenario sends requests to ${plan.strangers.join(', ')}, which is not this machine`;
  throw new UserError('not-confirmed', message, { hint: 'confirm the plan if you are allowed to send requests to it' });
}

/** The page is missing, and all else is there. */
export function ifInterrupted(error: unknown): undefined {
  if (!(error instanceof UserError) || error.code !== 'interrupted') throw error;
}

/** Errors do not contain secrets of the scenario. */
export async function redacting<T>({ secrets }: Pick<Located<Scenario>, 'secrets'>, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw secrets.redactError(error);
  }
}
