import { UserError } from '../model/errors.ts';
import type { FunctionsFile } from '../scenario/functions/functions.ts';
import type { Located } from '../scenario/reading/located.ts';
import { nameOf, readText } from './read-text.ts';

/** Whether a text is for `rollcall local` and not for `rollcall run`: by the keys at the left edge, so that a file with mistakes in it is recognized, too. */
export const isFunctions = (text: string): boolean =>
  hasKey(text, 'functions') && !scenarioKeys.some((key) => hasKey(text, key));

const isScenario = (text: string): boolean =>
  !hasKey(text, 'functions') && scenarioKeys.some((key) => hasKey(text, key));

/** What a scenario cannot do without, and a file of functions does not have. */
const scenarioKeys = ['workload', 'targets', 'load'];

const hasKey = (text: string, key: string): boolean => new RegExp(`^(["']?)${key}\\1\\s*:`, 'm').test(text);

/**
 * Functions as a file has them: whether there is anything at the paths that it names is seen when they are started.
 * @throws {UserError} `functions-unreadable`, `not-functions` for a scenario, or `functions-invalid` with one line per problem.
 */
export async function readFunctionsFile(
  file: string,
  overrides: readonly string[] = [],
): Promise<Located<FunctionsFile>> {
  const text = await readText(file, functionsFile);
  if (isScenario(text)) throw scenarioInstead(file);
  return functionsOfText(text, file, overrides);
}

/** The same of a text that was read already. */
export async function functionsOfText(
  text: string,
  file: string,
  overrides: readonly string[],
): Promise<Located<FunctionsFile>> {
  // Loaded only here: `--help` should not wait for the schema.
  const { parseFunctions } = await import('../scenario/functions/parse.ts');
  return parseFunctions({ file: nameOf(file), text, overrides, environment: process.env });
}

const scenarioInstead = (file: string): UserError =>
  new UserError('not-functions', `${file}: this is a scenario, not a file of functions`, {
    hint: `run it with \`rollcall run ${file}\`; a file of functions has \`functions\``,
  });

const functionsFile = {
  code: 'functions-unreadable',
  one: 'a file of functions, such as scenarios/functions.yaml',
  several: 'a file of functions in it, or a folder of one function without a name that ends in .yaml',
  mostBytes: 64 * 1024 * 1024,
};
