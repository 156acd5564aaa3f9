import { isDeployed } from '../../target-kinds/target-kinds.ts';
import { studyJsonSchema } from '../reading/json-schema.ts';
import { type FileContext, type FileKind, type ParsedFile, parseFile } from '../reading/located.ts';
import { studySecretFields } from '../secrets/secret-fields.ts';
import { defaultForce } from './protocols/cold-warm.ts';
import { brokenStudyRules } from './rules.ts';
import { type Study, studySchema } from './study.ts';

/**
 * A study from its YAML text, with all defaults. Pure: names of files stay unchanged.
 * @throws {UserError} `study-invalid`, with one line for each problem, as for scenarios:
 * `study.yaml:9:5 matrix.memory.0: expected an integer from 128 to 10240, got 64`.
 */
export function parseStudy(text: string, context: FileContext): ParsedFile<Study> {
  const located = parseFile(studyFile, { text, ...context });
  return { ...located, value: withForce(located.value) };
}

/** How cold starts are forced depends on where the function is. */
function withForce(study: Study): Study {
  const { protocol, target } = study;
  if (protocol.kind !== 'cold-warm' || protocol.force !== undefined) return study;
  const force = target !== undefined && isDeployed(target) ? defaultForce.deployed : defaultForce.embedded;
  return { ...study, protocol: { ...protocol, force: [...force] } };
}

const studyFile: FileKind<Study> = {
  code: 'study-invalid',
  schema: studySchema,
  rules: brokenStudyRules,
  secretFields: studySecretFields,
  jsonSchema: studyJsonSchema,
  outline: '`name`, `question`, `target`, `matrix` and `protocol`',
};
