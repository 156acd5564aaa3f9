import type { z } from 'zod';
import { planOfData, readPlan } from '../files/plan/read-plan.ts';
import { version } from '../files/version.ts';
import type { PlanResult } from '../model/plan/plan-result.ts';
import { makePlan } from '../planner/plan.ts';
import type { planFileSchema } from '../scenario/plan/plan-file.ts';

/** A capacity plan as a file has it, without defaults. */
export type PlanInput = z.input<typeof planFileSchema>;

export interface PlanOptions {
  /** Fields to override, each as `path=value`, such as `demand.burst=200`. */
  readonly set?: readonly string[];
  /** Base of the file names in a plan that is no file; default: the current directory. */
  readonly folder?: string;
  /** Another calculator, beside which the plan is shown. */
  readonly explain?: 'aws-lmi';
}

/**
 * A capacity plan: what `rollcall plan --format json` prints. Reads the run, the trace or the logs that the plan names, and runs nothing.
 * @param source the name of a plan file, or a plan
 * @throws {UserError} `plan-unreadable`, `plan-invalid` with one line for each problem, `trace-invalid`, `logs-empty`, `run-unreadable`, `run-invalid`
 */
export async function plan(source: string | PlanInput, options: PlanOptions = {}): Promise<PlanResult> {
  const { set = [], folder = '.', explain } = options;
  const inputs = await (typeof source === 'string'
    ? readPlan(source, set)
    : planOfData(source, set, { name: 'plan', folder }));
  return makePlan(inputs, { version, explain });
}
