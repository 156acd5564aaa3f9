import { cpus } from 'node:os';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { DiscardedRun, UnmeasuredFigure, Validation, ValidationRow } from '../model/plan/validation.ts';
import type { Sample } from '../model/sample.ts';
import {
  type CheckScenario,
  completeRows,
  type SeenRun,
  type ValidationCheck,
} from '../planner/validation/checks/check.ts';
import { validationChecks } from '../planner/validation/checks/checks.ts';
import { disturbanceOf, disturbanceOfLearned } from '../planner/validation/checks/noise.ts';
import { run } from './run.ts';
import type { ScenarioInput } from './scenario-source.ts';

export interface ValidateOptions {
  readonly signal?: AbortSignal;
  /** Only these checks; default: all. */
  readonly only?: readonly string[];
  readonly onProgress?: (words: string) => void;
}

/** How often a run is made until nothing disturbs it. */
const mostAttempts = 3;

/**
 * Runs the checks on targets of this machine: each predicts a run from another one at a smaller load, and is compared with it. A run that
 * something disturbed is discarded and repeated; a check of which all runs were disturbed, or that was interrupted, has no rows.
 * @throws {UserError} `usage` for the name of no check; as `run` does
 */
export async function validatePlanner(options: ValidateOptions = {}): Promise<Validation> {
  const { only, onProgress = () => {} } = options;
  refuseUnknown(only ?? []);
  const rows: ValidationRow[] = [];
  const discarded: DiscardedRun[] = [];
  const notMeasured: UnmeasuredFigure[] = [];
  const discard = (run: DiscardedRun) => {
    discarded.push(run);
    onProgress(`${run.check}: a run is discarded: ${run.why}`);
  };
  let interrupted: true | undefined;
  for (const check of validationChecks) {
    if (only !== undefined && !only.includes(check.name)) continue;
    onProgress(`${check.name}: ${check.words}`);
    const found = await checked(check, options, discard).catch(unlessInterrupted);
    if (found === undefined) {
      interrupted = true;
      break;
    }
    rows.push(...found.rows);
    notMeasured.push(...found.notMeasured);
  }
  const [cpu] = cpus();
  const machine = `${cpus().length} CPUs, ${cpu?.model ?? 'unknown model'}, Node ${process.versions.node}`;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine,
    rows,
    discarded,
    ...(notMeasured.length > 0 && { notMeasured }),
    ...optional('interrupted', interrupted),
  };
}

function unlessInterrupted(error: unknown): undefined {
  if (!(error instanceof UserError) || error.code !== 'interrupted') throw error;
}

function refuseUnknown(only: readonly string[]): void {
  const names = validationChecks.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UserError('usage', `--only: there is no check ${JSON.stringify(unknown)}; expected ${names.join(', ')}`);
}

/** Another attempt would fail alike: a target cannot be started, or a run has no CPU times to learn from. */
const failsAgain = ['target-failed', 'not-learned'];

async function checked(check: ValidationCheck, options: ValidateOptions, discard: (run: DiscardedRun) => void) {
  try {
    return completeRows(await firstUndisturbed(check, options, discard));
  } catch (error) {
    if (!(error instanceof UserError && failsAgain.includes(error.code))) throw error;
    discard({ check: check.name, why: error.message });
    return completeRows([]);
  }
}

async function firstUndisturbed(
  check: ValidationCheck,
  options: ValidateOptions,
  discard: (run: DiscardedRun) => void,
) {
  const { name, learn } = check;
  const first = async (scenario: CheckScenario, disturbanceIn: (run: SeenRun) => string | undefined) => {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const run = await seen(scenario, options);
      const why = disturbanceIn(run);
      if (why === undefined) return run;
      discard({ check: name, why });
    }
    return undefined;
  };
  const learned = learn && (await first(learn, (run) => disturbanceOfLearned(check, run)));
  if (learn !== undefined && learned === undefined) return [];
  const tested = await first(check.test(learned), (run) => disturbanceOf(check, run));
  return tested === undefined ? [] : check.compare(tested, learned);
}

async function seen(scenario: CheckScenario, { signal }: ValidateOptions): Promise<SeenRun> {
  const samples: Sample[] = [];
  const { result } = await run(scenario as unknown as ScenarioInput, {
    ...(signal !== undefined && { signal }),
    onEvent: (event) => {
      if (event.kind === 'sample') samples.push(event.sample);
    },
  });
  // What an interrupted run has measured is no load that a prediction was made for.
  if (result.status === 'interrupted') throw new UserError('interrupted', 'a run was interrupted');
  return { result, samples };
}
