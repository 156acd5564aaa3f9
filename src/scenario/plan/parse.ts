import { planJsonSchema } from '../reading/json-schema.ts';
import { type FileContext, type FileData, type FileKind, type ParsedFile, parseFile } from '../reading/located.ts';
import { type PlanFile, planFileSchema } from './plan-file.ts';
import { brokenPlanRules } from './rules.ts';

/**
 * A capacity plan from its YAML text, with all defaults. Pure: names of files stay unchanged.
 * @throws {UserError} `plan-invalid`, with one line for each problem, as for scenarios:
 * `plan.yaml:4:12 demand.averagePerSecond: expected a number above 0, at most 1000000000, got -5`.
 */
export const parsePlan = (text: string, context: FileContext): ParsedFile<PlanFile> =>
  parseFile(planFile, { text, ...context });

/** The same from data that a command line made. */
export const parsePlanData = (given: FileData): ParsedFile<PlanFile> => parseFile(planFile, given);

const planFile: FileKind<PlanFile> = {
  code: 'plan-invalid',
  schema: planFileSchema,
  rules: brokenPlanRules,
  secretFields: [],
  jsonSchema: planJsonSchema,
  outline: '`name`, `question`, `demand`, `calls` and `options`',
};
