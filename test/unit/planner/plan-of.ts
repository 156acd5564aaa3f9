import type { PlanResult } from '../../../src/model/plan/plan-result.ts';
import { planDemand } from '../../../src/planner/demand.ts';
import { planNeeds } from '../../../src/planner/needs/given.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import type { PlanInputs } from '../../../src/planner/plan-inputs.ts';
import { parsePlan } from '../../../src/scenario/plan/parse.ts';

/** A plan from its YAML text, whose calls are given. */
export function inputsOf(text: string): PlanInputs {
  const { value: file } = parsePlan(text, { file: 'plan.yaml' });
  return { file, demand: planDemand(file.demand), needs: planNeeds(file.calls, {}) };
}

const made = new Map<string, PlanResult>();

/** Each text is planned once. */
export function planOf(text: string): PlanResult {
  const plan = made.get(text) ?? makePlan(inputsOf(text), { version: '0.0.0' });
  made.set(text, plan);
  return plan;
}

/** An option of a plan, by its name. */
export function optionOf(text: string, name: string) {
  const option = planOf(text).options.find((each) => each.name === name);
  if (option === undefined) throw new Error(`the plan has no option ${name}`);
  return option;
}
