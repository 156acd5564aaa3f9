import { dirname, resolve } from 'node:path';
import type { PlanInputs } from '../../planner/planned-option.ts';
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

/** The same from data that a command line made; names of files are relative to the folder of the process. */
export async function planOfData(data: unknown, overrides: readonly string[]): Promise<PlanInputs> {
  const { parsePlanData } = await import('../../scenario/plan/parse.ts');
  return inputsOf(parsePlanData({ data, ...contextOf('command line', overrides) }), '.');
}

const contextOf = (file: string, overrides: readonly string[]): FileContext => ({
  ...{ file: nameOf(file), overrides, environment: process.env },
});

async function inputsOf({ value: file, complaint }: ParsedFile<PlanFile>, folder: string): Promise<PlanInputs> {
  const { needsOfRun } = await import('../../planner/needs/from-run.ts');
  const { planNeeds } = await import('../../planner/needs/given.ts');
  const { impossibleOf } = await import('../../planner/impossible.ts');
  const { planDemand } = await import('../../planner/demand.ts');
  const { from, function: ofFunction, server } = file.calls;
  const measured =
    from === undefined
      ? {}
      : needsOfRun(await readResult(resolve(folder, from)), { directory: from, function: ofFunction, server });
  const inputs = { file, demand: planDemand(file.demand), needs: planNeeds(file.calls, measured) };
  const problems = impossibleOf(inputs);
  if (problems.length > 0) throw complaint(problems);
  return inputs;
}

const planFile = {
  code: 'plan-unreadable',
  one: 'a capacity plan, such as plan.yaml',
  several: 'a capacity plan in it',
  mostBytes: 16 * 1024 * 1024,
};
