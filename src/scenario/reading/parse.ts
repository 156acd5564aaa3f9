import { brokenRules } from '../rules.ts';
import { type Scenario, scenarioSchema } from '../schema.ts';
import { scenarioSecretFields } from '../secrets/secret-fields.ts';
import { fieldOf } from './expected.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { type FileKind, type FileText, type Located, parseFile } from './located.ts';

export type ParseOptions = Omit<FileText, 'text'>;

/**
 * A scenario from its YAML text, with all defaults. Pure: reads nothing, and `workload.file` stays unchanged.
 * @throws {UserError} `scenario-invalid`, with one line for each problem:
 * `scenarios/x.yaml:12:5 load.0.size: expected an integer of at least 1, got "ten"`, or
 * `--set targets.lambda.memoryMb: ...` for a field that was set from the command line.
 */
export const parseScenario = (text: string, options: ParseOptions): Scenario => parseLocated(text, options).value;

/** The same, for callers that check or show more. */
export const parseLocated = (text: string, options: ParseOptions): Located<Scenario> =>
  parseFile(scenarioFile, { text, ...options });

const scenarioFile: FileKind<Scenario> = {
  code: 'scenario-invalid',
  schema: scenarioSchema,
  rules: brokenRules,
  secretFields: scenarioSecretFields,
  jsonSchema: scenarioJsonSchema,
  feedOf: (data) => {
    const feed = fieldOf(data, 'feed');
    const file = typeof feed === 'string' ? feed : fieldOf(feed, 'file');
    return typeof file === 'string' ? file : undefined;
  },
  outline: '`name`, `question`, `targets` and `load`',
};
