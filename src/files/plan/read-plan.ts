import { dirname, resolve } from 'node:path';
import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { PlanAssumption, RecordedBeside } from '../../model/plan/plan-result.ts';
import type { LogDemand } from '../../planner/logs/log-demand.ts';
import type { PlanInputs } from '../../planner/plan-inputs.ts';
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

/** The same from data. `name`: of the plan in messages; names of files are relative to `folder`. */
export async function planOfData(
  data: unknown,
  overrides: readonly string[],
  { name, folder }: { readonly name: string; readonly folder: string } = { name: 'command line', folder: '.' },
): Promise<PlanInputs> {
  const { parsePlanData } = await import('../../scenario/plan/parse.ts');
  return inputsOf(parsePlanData({ data, ...contextOf(name, overrides) }), folder);
}

/**
 * The plan of logs alone, with the function in the size of its lines. The logs are read once, so they may come from stdin.
 * @param dataOf the plan at a memory size
 */
export async function planOfLogs(
  dataOf: (memoryMb: number) => unknown,
  overrides: readonly string[],
): Promise<PlanInputs> {
  const { parsePlanData } = await import('../../scenario/plan/parse.ts');
  const parsed = (memoryMb: number) =>
    parsePlanData({ data: dataOf(memoryMb), ...contextOf('command line', overrides) });
  const { logs = [], func } = parsed(128).value.demand;
  const { readLogDemand } = await import('./read-log-demand.ts');
  const found = await readLogDemand(logs.map(inFolder('.')), func);
  return inputsOf(parsed(found.memoryMb), '.', found);
}

const inFolder = (folder: string) => (file: string) => (file === '-' ? file : resolve(folder, file));

const contextOf = (file: string, overrides: readonly string[]): FileContext => ({
  ...{ file: nameOf(file), overrides, environment: process.env },
});

/** @param logs those of the plan, where they were read */
async function inputsOf(
  { value: file, complaint }: ParsedFile<PlanFile>,
  folder: string,
  logs?: LogDemand,
): Promise<PlanInputs> {
  const { impossibleOf } = await import('../../planner/impossible.ts');
  const { planNeeds } = await import('../../planner/needs/given.ts');
  const { planDemand } = await import('../../planner/demand.ts');
  const recorded = await recordedOf(file, folder, logs);
  const measured = recorded.needs === undefined ? await measuredOf(file, folder) : { function: recorded.needs };
  const needs = planNeeds(file.calls, measured);
  const demand = planDemand(file.demand, recorded.arrivals, file.seed);
  const { recordNotes } = await import('../../planner/trace/record-notes.ts');
  const ofRecord = recorded.arrivals && recordNotes(demand, recorded.arrivals, file.platform.keepAliveMs);
  const inputs = {
    ...{ file, demand, assumptions: recorded.assumptions, recorded: recorded.beside },
    needs: { ...needs, notes: [...needs.notes, ...recorded.notes, ...(ofRecord ?? [])] },
  };
  const problems = impossibleOf(inputs);
  if (problems.length > 0) throw complaint(problems);
  return inputs;
}

async function measuredOf({ calls: { from, function: ofFunction, server } }: PlanFile, folder: string) {
  if (from === undefined) return {};
  const { needsOfRun } = await import('../../planner/needs/from-run.ts');
  return needsOfRun(await readResult(resolve(folder, from)), { directory: from, function: ofFunction, server });
}

interface Recorded {
  readonly arrivals?: RecordedArrivals;
  readonly needs?: CallNeeds;
  readonly notes: readonly string[];
  readonly assumptions?: readonly PlanAssumption[];
  /** Of logs. */
  readonly beside?: readonly RecordedBeside[];
}

/** Arrivals of the trace or the logs of a plan. Logs say what calls need, too, unless a run does. */
async function recordedOf(
  { demand, calls, platform, seed }: PlanFile,
  folder: string,
  read?: LogDemand,
): Promise<Recorded> {
  const { trace, logs, columns, periodMs, app, func, host, metric, timeUnit } = demand;
  const at = inFolder(folder);
  if (trace !== undefined) {
    const { readTrace } = await import('./read-trace.ts');
    const { columnsOf } = await import('../../load/recorded/arrivals/columns.ts');
    return readTrace(at(trace), {
      columns: columns === undefined ? undefined : columnsOf(columns),
      ...{ periodMs, app, func, host, metric, timeUnit, seed },
    });
  }
  if (logs === undefined) return { notes: [] };
  const found = read ?? (await (await import('./read-log-demand.ts')).readLogDemand(logs.map(at), func));
  const { arrivals, needs, notes } = found;
  const { recordedBeside } = await import('../../planner/logs/recorded-service.ts');
  const beside = recordedBeside(found.recorded, { arrivals, needs, keepAliveMs: platform.keepAliveMs });
  return { arrivals, ...optional('needs', calls.from === undefined ? needs : undefined), notes, beside };
}

const planFile = {
  code: 'plan-unreadable',
  one: 'a capacity plan, such as plan.yaml',
  several: 'a capacity plan in it',
  mostBytes: 16 * 1024 * 1024,
};
