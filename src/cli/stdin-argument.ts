import { UserError } from '../model/errors.ts';

/**
 * The files of a command, including the `-` for stdin, which yargs drops because it looks like an option
 * without a name.
 * @param withValue options whose value, the next word, may be a `-`.
 * @throws {UserError} `usage` if stdin is named twice.
 */
export function withStdin(
  files: readonly string[],
  withValue: readonly string[],
  words: readonly string[] = process.argv.slice(2),
): string[] {
  const given = stdinIn(words, withValue);
  if (given.length > 1) throw new UserError('usage', 'stdin (`-`) can be read only once');
  return [...files.filter((file) => file !== '-'), ...given];
}

/** @throws {UserError} `usage` if a command that does not read stdin gets a `-`, which yargs would drop silently. */
export function refuseStdin(expected: string, words: readonly string[] = process.argv.slice(2)): void {
  if (words.some((word, index) => word === '-' && !words[index - 1]?.startsWith('-')))
    throw new UserError('usage', `stdin (\`-\`) cannot be used here; expected ${expected}`);
}

/** `--logs -` as `--logs=-`, which yargs takes for the value of the option, and not for another argument. */
export const withStdinAsValue = (option: string, words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    if (word === option && words[index + 1] === '-') return [`${option}=-`];
    return word === '-' && words[index - 1] === option ? [] : [word];
  });

const stdinIn = (words: readonly string[], withValue: readonly string[]): string[] =>
  words.filter((word, index) => word === '-' && !withValue.includes(words[index - 1] ?? ''));
