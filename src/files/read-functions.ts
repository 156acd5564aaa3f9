import { UserError } from '../model/errors.ts';
import type { FunctionsFile } from '../scenario/functions/functions.ts';
import type { Located } from '../scenario/reading/located.ts';
import { nameOf, readText } from './read-text.ts';

/** Whether a text is a functions file and not a scenario, by its top-level keys, so that an invalid file is also recognized. */
export const isFunctions = (text: string): boolean =>
  hasKey(text, 'functions') && !scenarioKeys.some((key) => hasKey(text, key));

const isScenario = (text: string): boolean =>
  !hasKey(text, 'functions') && scenarioKeys.some((key) => hasKey(text, key));

/** Required in a scenario, and not allowed in a functions file. */
const scenarioKeys = ['workload', 'targets', 'load'];

const hasKey = (text: string, key: string): boolean => new RegExp(`^(["']?)${key}\\1\\s*:`, 'm').test(text);

/**
 * Reads a functions file. Its paths are checked when the functions start.
 * @throws {UserError} `functions-unreadable`, `not-functions` for a scenario, or `functions-invalid` with one line for each problem.
 */
export async function readFunctionsFile(
  file: string,
  overrides: readonly string[] = [],
): Promise<Located<FunctionsFile>> {
  const text = await readText(file, functionsFile);
  if (isScenario(text)) throw scenarioInstead(file);
  return functionsOfText(text, file, overrides);
}

/** The same for a text that was already read. */
export async function functionsOfText(
  text: string,
  file: string,
  overrides: readonly string[],
): Promise<Located<FunctionsFile>> {
  // Loaded only here, so that `--help` does not wait for the schema.
  const { parseFunctions } = await import('../scenario/functions/parse.ts');
  return parseFunctions({ file: nameOf(file), text, overrides, environment: process.env });
}

const scenarioInstead = (file: string): UserError =>
  new UserError('not-functions', `${file}: this is a scenario, not a functions file`, {
    hint: `run it with \`rollcall run ${file}\`; a functions file has the key \`functions\``,
  });

const functionsFile = {
  code: 'functions-unreadable',
  one: 'a functions file, such as scenarios/functions.yaml',
  several: 'a functions file in it, or the folder of one function',
  mostBytes: 64 * 1024 * 1024,
};
