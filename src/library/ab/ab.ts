import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeComparisonPage } from '../../files/comparison-page.ts';
import { writeOutput } from '../../files/open-output.ts';
import { createRunDirectory, writeResultFile } from '../../files/run-directory.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { Calibration } from '../../model/schema/client/client-health.ts';
import { type AbPlan, type AbView, abJson } from '../../report/ab/view.ts';
import { durationText, methodSentences, verdictSentence } from '../../report/ab/words.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { doubtsOfOneScenario } from '../../stats/comparison/comparability.ts';
import {
  type Ending,
  fewestDecidingPairs,
  finalOutcome,
  isDecided,
  type Look,
  lookAt,
} from '../../stats/comparison/sequential.ts';
import { primaryOf, refuseUnmeasured } from '../compare/primary.ts';
import { type PreparedRun, prepareRun } from '../prepare-run.ts';
import { fireRun, redacting } from '../run.ts';
import { readBothSides } from './both-sides.ts';
import { type Checkouts, placeScenario, type Side } from './checkouts.ts';
import { type MadeRun, type Pairs, runPairs } from './run-pairs.ts';

export interface AbOptions extends Checkouts {
  /** A file here, or in both checkouts. */
  readonly scenario: string;
  readonly set: readonly string[];
  readonly plan: AbPlan;
  /** At most three metrics that decide; none: those of the scenario, else the default of `compare`. */
  readonly primary: readonly string[];
  /** New or empty; absent: a new folder below reports/. */
  readonly out: string | undefined;
  readonly calibration: Calibration | undefined;
  readonly signal: AbortSignal;
  onEvent(event: AbEvent): void;
  /** Called with what the page does not show. */
  warn(line: string): void;
}

export type AbEvent =
  | { readonly kind: 'planned'; readonly file: string; readonly folders: Checkouts; readonly lines: readonly string[] }
  | { readonly kind: 'run'; readonly name: string }
  | { readonly kind: 'left-out'; readonly name: string; readonly why: string }
  | { readonly kind: 'look'; readonly look: Look };

export interface FinishedAb {
  readonly view: AbView & { readonly baseline: readonly MadeRun[]; readonly candidate: readonly MadeRun[] };
  /** The folder of all runs. */
  readonly directory: string;
  /** Absent after an interruption, and if no pair was made. */
  readonly page?: string;
}

/**
 * Runs one scenario with the code of two checkouts in turn, until the runs decide whether the head is worse than the base, or the budget ends.
 * @throws {UserError} for an invalid scenario, a limit of this machine, or a target that fails; `interrupted` if the signal came before the runs
 */
export async function performAb(options: AbOptions): Promise<FinishedAb> {
  const { plan, set, signal } = options;
  refuseTooFewPairs(plan);
  // Before any run.
  primaryOf(options.primary, []);
  const placed = await placeScenario(options.scenario, options);
  const sides = await readBothSides(placed, { overrides: set });
  refuseShortBudget(plan.budgetMs, plannedMs(sides.head.value));
  return redacting(sides.head, async () => {
    const prepared = { base: await prepareRun(sides.base, { signal }), head: await prepareRun(sides.head, { signal }) };
    const { name } = prepared.head.scenario;
    options.onEvent({ kind: 'planned', file: placed.file, folders: placed.folders, lines: prepared.head.plan.lines });
    const { path, release } = await createRunDirectory(options.out, `ab-${name}`, { claimedBy: comparisonFile });
    try {
      const view = await compareInTurn(prepared, path, placed.file, options);
      await writeOutput(join(path, comparisonFile), `${JSON.stringify(abJson(view), null, 2)}\n`);
      return { view, directory: path, ...optional('page', await pageOf(view, path, options)) };
    } finally {
      await release();
    }
  });
}

const comparisonFile = 'comparison.json';

/** An interrupted command ends within seconds; `rollcall compare` makes the page later. */
async function pageOf(view: FinishedAb['view'], directory: string, { warn }: AbOptions): Promise<string | undefined> {
  if (view.ending === 'interrupted' || view.pairs === 0) return undefined;
  const page = join(directory, 'comparison.html');
  await writeComparisonPage(page, view, { what: page, warn });
  return page;
}

function refuseTooFewPairs(plan: AbPlan): void {
  if (fewestDecidingPairs(plan) !== undefined) return;
  throw new UserError('usage', `--max-pairs ${plan.maxPairs}: expected more: so few pairs decide nothing`, {
    hint: 'allow more pairs, or a higher --error-rate',
  });
}

/** No pair could be made. */
export function refuseShortBudget(budgetMs: number, runMs: number): void {
  if (budgetMs >= 2 * runMs) return;
  throw new UserError(
    'usage',
    `--budget ${durationText(budgetMs)}: expected at least ${durationText(2 * runMs)}, as one run of each side takes ${durationText(runMs)} by its load alone`,
    { hint: 'allow more time, or a shorter load' },
  );
}

async function compareInTurn(
  prepared: Readonly<Record<Side, PreparedRun>>,
  directory: string,
  scenarioFile: string,
  { plan, primary, signal, calibration, onEvent }: AbOptions,
): Promise<FinishedAb['view']> {
  const startedAt = new Date().toISOString();
  const look = (pairs: Pairs): Look => {
    const sides = { baseline: pairs.base, candidate: pairs.head };
    const figures = primaryOf(primary, [...pairs.base, ...pairs.head]);
    return lookAt(sides, { ...plan, threshold: plan.margin, primary: figures });
  };
  const fire = async (side: Side, number: number): Promise<MadeRun> => {
    const name = `${side}/${String(number).padStart(2, '0')}`;
    onEvent({ kind: 'run', name });
    const folder = join(directory, name);
    await mkdir(folder, { recursive: true });
    const result = await fireRun(prepared[side], {
      scenarioFile,
      directory: folder,
      signal,
      ...(calibration && { calibration }),
    });
    await writeResultFile(folder, result);
    if (signal.aborted) return { name, directory: folder, result };
    for (const target of result.targets)
      if (target.status === 'failed') throw new UserError('target-failed', `${name}: ${target.name}: ${target.error}`);
    return { name, directory: folder, result };
  };
  const made = await runPairs(
    { ...plan, plannedRunMs: plannedMs(prepared.head.scenario), signal, now: () => performance.now() },
    {
      fire,
      onLeftOut: (name, why) => onEvent({ kind: 'left-out', name, why }),
      decides: (pairs) => {
        const seen = look(pairs);
        refuseUnmeasured(primary, seen.comparison);
        onEvent({ kind: 'look', look: seen });
        return seen.pairs >= plan.minPairs && isDecided(seen);
      },
    },
  );
  return viewOf(made, look(made), { plan, scenario: prepared.head.scenario.name, startedAt });
}

function viewOf(
  { base, head, leftOut, ending }: Pairs & { readonly ending: Ending },
  look: Look,
  given: Pick<AbView, 'plan' | 'scenario' | 'startedAt'>,
): FinishedAb['view'] {
  const { comparison, gates, pairs, level } = look;
  const sides = { baseline: base, candidate: head };
  const outcome = finalOutcome(look, given.plan, ending);
  const finishedAt = new Date().toISOString();
  const view = { ...given, ...sides, leftOut, comparison, gates, pairs, level, outcome, ending, finishedAt };
  const judged = { ...view, doubts: doubtsOfOneScenario(sides) };
  return { ...judged, sequential: { verdict: verdictSentence(judged), method: methodSentences(judged) } };
}

/** At least, of all targets and repeats. */
const plannedMs = ({ targets, repeats, load }: Scenario): number =>
  targets.length * repeats * load.reduce((sum, phase) => sum + moduleOf(phase).plannedMs(phase), 0);
