import { filledByRun } from '../filled-by-run.ts';
import { brokenRules } from '../rules.ts';
import { type Scenario, scenarioSchema } from '../schema.ts';
import { scenarioSecretFields } from '../secrets/secret-fields.ts';
import { fieldOf } from './expected.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { type FileContext, type FileKind, type Located, type ParsedFile, parseFile } from './located.ts';

/**
 * A scenario from its YAML text, with all defaults. Pure: reads nothing, and `workload.file` stays unchanged.
 * @throws {UserError} `scenario-invalid`, with one line for each problem:
 * `scenarios/x.yaml:12:5 load.0.size: expected an integer of at least 1, got "ten"`, or
 * `--set targets.lambda.memoryMb: ...` for a field that was set from the command line.
 */
export const parseScenario = (text: string, options: FileContext): Scenario => parseLocated(text, options).value;

/** The same, for callers that check or show more. */
export const parseLocated = (text: string, options: FileContext): Located<Scenario> =>
  parseFile(scenarioFile, { text, ...options });

/** A scenario from data in the form of a file. Problems name the field alone. */
export const parseScenarioData = (data: unknown, options: FileContext): ParsedFile<Scenario> =>
  parseFile(scenarioFile, { data, ...options });

const scenarioFile: FileKind<Scenario> = {
  code: 'scenario-invalid',
  schema: scenarioSchema,
  rules: brokenRules,
  secretFields: scenarioSecretFields,
  filledByRun,
  jsonSchema: scenarioJsonSchema,
  feedOf: (data) => {
    const feed = fieldOf(data, 'feed');
    const file = typeof feed === 'string' ? feed : fieldOf(feed, 'file');
    return typeof file === 'string' ? file : undefined;
  },
  outline: '`name`, `question`, `targets` and `load`',
};
