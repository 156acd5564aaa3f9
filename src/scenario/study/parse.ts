import { studyJsonSchema } from '../reading/json-schema.ts';
import { type FileContext, type FileKind, type Located, parseFile } from '../reading/located.ts';
import { studySecretFields } from '../secrets/secret-fields.ts';
import { brokenStudyRules } from './rules.ts';
import { type Study, studySchema } from './study.ts';

/**
 * A study from its YAML text, with all defaults. Pure: names of files stay unchanged.
 * @throws {UserError} `study-invalid`, with one line for each problem, as for scenarios:
 * `study.yaml:9:5 matrix.memory.0: expected an integer from 128 to 10240, got 64`.
 */
export const parseStudy = (text: string, context: FileContext): Located<Study> =>
  parseFile(studyFile, { text, ...context });

const studyFile: FileKind<Study> = {
  code: 'study-invalid',
  schema: studySchema,
  rules: brokenStudyRules,
  secretFields: studySecretFields,
  jsonSchema: studyJsonSchema,
  outline: '`name`, `question`, `target`, `matrix` and `protocol`',
};
