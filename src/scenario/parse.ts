import type { UserError } from '../model/errors.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { type FieldProblem, type FileKind, type FileText, parseFile } from './located.ts';
import { brokenRules } from './rules.ts';
import { type Scenario, scenarioSchema } from './schema.ts';

export type ParseOptions = Omit<FileText, 'text'>;

/** A scenario that can still say where its fields came from. */
export interface LocatedScenario {
  readonly scenario: Scenario;
  /** An error about fields in the form that all problems of scenarios have. */
  complaint(problems: readonly FieldProblem[]): UserError;
}

/**
 * A scenario from its YAML text, with every default filled in. Pure: nothing is read, `workload.file` stays as written.
 * @throws {UserError} `scenario-invalid`. Its message has one line per problem, and all problems:
 * `scenarios/x.yaml:12:5 load.0.size: expected an integer of at least 1, got "ten"`, or
 * `--set targets.lambda.memoryMb: ...` for a field that was set from the command line.
 */
export const parseScenario = (text: string, options: ParseOptions): Scenario => parseLocated(text, options).scenario;

/** The same, for callers that have more to check. */
export function parseLocated(text: string, options: ParseOptions): LocatedScenario {
  const { value, complaint } = parseFile(scenarioFile, { text, ...options });
  return { scenario: value, complaint };
}

const scenarioFile: FileKind<Scenario> = {
  code: 'scenario-invalid',
  schema: scenarioSchema,
  rules: brokenRules,
  jsonSchema: scenarioJsonSchema,
  outline: '`name`, `question`, `workload`, `targets` and `load`',
};
