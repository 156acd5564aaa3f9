import { functionsJsonSchema } from '../reading/json-schema.ts';
import { type FileKind, type FileText, type Located, parseFile } from '../reading/located.ts';
import { functionSecretFields } from '../secrets/secret-fields.ts';
import { type FunctionsFile, functionsSchema } from './functions.ts';
import { brokenFunctionRules } from './rules.ts';

/**
 * A functions file from its YAML text, with all defaults. Pure: names of files and folders stay unchanged.
 * @throws {UserError} `functions-invalid`, with one line for each problem, as for scenarios:
 * `functions.yaml:3:5 functions.0.memoryMb: expected an integer from 128 to 10240, got 64`.
 */
export const parseFunctions = (text: FileText): Located<FunctionsFile> => parseFile(functionsFile, text);

const functionsFile: FileKind<FunctionsFile> = {
  code: 'functions-invalid',
  schema: functionsSchema,
  rules: brokenFunctionRules,
  secretFields: functionSecretFields,
  jsonSchema: functionsJsonSchema,
  outline: '`functions`',
};
