import { isDeployed } from '../../target-kinds/target-kinds.ts';
import { studyJsonSchema } from '../reading/json-schema.ts';
import { type FileContext, type FileKind, type ParsedFile, parseFile } from '../reading/located.ts';
import { studySecretFields } from '../secrets/secret-fields.ts';
import { defaultForce } from './protocols/fields.ts';
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

/** How new environments are forced depends on where the function is, and on what they start from. */
function withForce(study: Study): Study {
  const { protocol } = study;
  if (protocol.kind === 'launch' || protocol.force !== undefined) return study;
  const force = defaultForce[whereIs(study)];
  return protocol.kind === 'cold-warm'
    ? { ...study, protocol: { ...protocol, force: [force] } }
    : { ...study, protocol: { ...protocol, force } };
}

function whereIs({ target, matrix }: Study): keyof typeof defaultForce {
  if (target === undefined || !isDeployed(target)) return 'embedded';
  return target.snapshot === true || matrix.snapshot?.includes(true) ? 'deployedWithSnapshots' : 'deployed';
}

const studyFile: FileKind<Study> = {
  code: 'study-invalid',
  schema: studySchema,
  rules: brokenStudyRules,
  secretFields: studySecretFields,
  jsonSchema: studyJsonSchema,
  outline: '`name`, `question`, `target`, `matrix` and `protocol`',
};
