import { dirname, resolve } from 'node:path';
import { optional } from '../../model/optional.ts';
import type { LogDemand } from '../../planner/logs/log-demand.ts';
import type { PlanInputs } from '../../planner/planned-option.ts';
import type { TraceDemand } from '../../planner/trace/recorded-arrivals.ts';
import type { PlanDemandSpec } from '../../scenario/plan/demand.ts';
import type { PlanFile } from '../../scenario/plan/plan-file.ts';
import type { FileContext, ParsedFile } from '../../scenario/reading/located.ts';
import { readResult } from '../read-run.ts';
import { nameOf, readText } from '../read-text.ts';

/**
 * A plan from its file, with the run that it names.
 * @throws {UserError} `plan-unreadable`, `plan-invalid` with one line for each problem, `run-unreadable`, `run-invalid`.
 */
export async function readPlan(file: string, overrides: readonly string[]): Promise<PlanInputs> {
  const text = await readText(file, planFile);
  const { parsePlan } = await import('../../scenario/plan/parse.ts');
  return inputsOf(parsePlan(text, contextOf(file, overrides)), file === '-' ? '.' : dirname(file));
}

/**
 * The same from data that a command line made; names of files are relative to the folder of the process.
 * @param read of the logs that the data name, where they were read already
 */
export async function planOfData(data: unknown, overrides: readonly string[], read?: LogDemand): Promise<PlanInputs> {
  const { parsePlanData } = await import('../../scenario/plan/parse.ts');
  return inputsOf(parsePlanData({ data, ...contextOf('command line', overrides) }), '.', read);
}

const contextOf = (file: string, overrides: readonly string[]): FileContext => ({
  ...{ file: nameOf(file), overrides, environment: process.env },
});

async function inputsOf(
  { value: file, complaint }: ParsedFile<PlanFile>,
  folder: string,
  read?: RecordedDemand,
): Promise<PlanInputs> {
  const { needsOfRun } = await import('../../planner/needs/from-run.ts');
  const { planNeeds } = await import('../../planner/needs/given.ts');
  const { impossibleOf } = await import('../../planner/impossible.ts');
  const { planDemand } = await import('../../planner/demand.ts');
  const { from, function: ofFunction, server } = file.calls;
  const recorded = read ?? (await recordedDemand(file.demand, folder));
  const logged = recorded !== undefined && isOfLogs(recorded) ? recorded : undefined;
  const measured =
    from === undefined
      ? { ...optional('function', logged?.needs) }
      : needsOfRun(await readResult(resolve(folder, from)), { directory: from, function: ofFunction, server });
  const needs = planNeeds(file.calls, measured);
  const inputs = {
    ...{ file, demand: planDemand(file.demand, recorded?.arrivals) },
    needs: { ...needs, notes: [...(recorded?.notes ?? []), ...(await replayNotes(logged, file)), ...needs.notes] },
  };
  const problems = impossibleOf(inputs);
  if (problems.length > 0) throw complaint(problems);
  return inputs;
}

type RecordedDemand = TraceDemand | LogDemand;

const isOfLogs = (demand: RecordedDemand): demand is LogDemand => 'recorded' in demand;

async function replayNotes(logged: LogDemand | undefined, { platform, constraints }: PlanFile): Promise<string[]> {
  if (logged === undefined) return [];
  const { replayNote } = await import('../../planner/logs/replay-note.ts');
  const { accountConcurrency: concurrency, scalingPer10s: startablePer10s } = constraints;
  return [replayNote(logged, { keepAliveMs: platform.keepAliveMs, concurrency, startablePer10s })];
}

/** Undefined where all of the demand is given. */
async function recordedDemand(
  { trace, logs, columns, app, func, host }: PlanDemandSpec,
  folder: string,
): Promise<RecordedDemand | undefined> {
  const path = (name: string) => (name === '-' ? name : resolve(folder, name));
  if (trace !== undefined) {
    const { readTrace } = await import('./read-trace.ts');
    const { columnsOf } = await import('../../load/recorded/arrivals/columns.ts');
    return readTrace(path(trace), {
      ...optional('columns', columns === undefined ? undefined : columnsOf(columns)),
      app,
      func,
      host,
    });
  }
  if (logs === undefined) return undefined;
  const { readLogDemand } = await import('./read-log-demand.ts');
  return readLogDemand(logs.map(path), func);
}

const planFile = {
  code: 'plan-unreadable',
  one: 'a capacity plan, such as plan.yaml',
  several: 'a capacity plan in it',
  mostBytes: 16 * 1024 * 1024,
};
