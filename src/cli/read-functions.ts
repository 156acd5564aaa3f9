import type { FunctionsFile } from '../scenario/functions.ts';
import type { Located } from '../scenario/located.ts';
import { readText } from './read-text.ts';

/** Whether it is for `rollcall local` and not for `rollcall run`. A file that cannot be read is neither. */
export async function isFunctionsFile(file: string): Promise<boolean> {
  const text = await readText(file, functionsFile).catch(() => '');
  return /^(functions|"functions"|'functions')\s*:/m.test(text);
}

/**
 * Functions as a file has them: whether there is anything at the paths that it names is seen when they are started.
 * @throws {UserError} `functions-unreadable`, or `functions-invalid` with one line per problem.
 */
export async function readFunctionsFile(
  file: string,
  overrides: readonly string[] = [],
): Promise<Located<FunctionsFile>> {
  const text = await readText(file, functionsFile);
  // Loaded only here: `--help` should not wait for the schema.
  const { parseFunctions } = await import('../scenario/parse-functions.ts');
  return parseFunctions({ file, text, overrides });
}

const functionsFile = {
  code: 'functions-unreadable',
  one: 'a file of functions, such as scenarios/functions.yaml',
  several: 'a file of functions in it, or a folder of one function without a name that ends in .yaml',
};
