import { dirname, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import { isFile } from './is-file.ts';
import { isFunctions } from './read-functions.ts';
import { nameOf, readText } from './read-text.ts';

/**
 * A scenario that is ready to run: with all defaults, absolute names of existing files, and known prices.
 * @throws {UserError} `scenario-unreadable`, `not-a-scenario` for a functions file, or `scenario-invalid` with one line for each problem.
 */
export async function readScenario(file: string, overrides: readonly string[] = []): Promise<Located<Scenario>> {
  const text = await readText(file, scenarioFile);
  if (isFunctions(text)) throw functionsInstead(file);
  return scenarioOfText(text, file, overrides);
}

/** The same for a text that was already read. */
export async function scenarioOfText(
  text: string,
  file: string,
  overrides: readonly string[],
): Promise<Located<Scenario>> {
  // Loaded only here, so that `--help` does not wait for the schema.
  const { parseLocated } = await import('../scenario/reading/parse.ts');
  const { problemsOf, withAbsoluteFiles } = await import('./named-in-scenario.ts');
  const { columnsOfFeed } = await import('./request-files.ts');
  // A pipe, also through /dev or /proc, has no folder: its file names are relative to the current directory.
  const hasPlace = !/^\/(dev|proc)\//.test(resolve(file)) && (await isFile(file));
  const folder = hasPlace ? dirname(file) : '.';
  const columnsOf = (feed: string) => columnsOfFeed(resolve(folder, feed));
  const located = parseLocated(text, { file: nameOf(file), overrides, environment: process.env, columnsOf });
  const scenario = withAbsoluteFiles(located.value, folder);
  const problems = await problemsOf(scenario);
  if (problems.length > 0) throw located.complaint(problems);
  return { ...located, value: scenario };
}

const functionsInstead = (file: string): UserError =>
  new UserError('not-a-scenario', `${file}: this is a functions file, not a scenario`, {
    hint: `run its functions with \`rollcall local ${file}\`; a scenario has the keys \`workload\`, \`targets\` and \`load\``,
  });

/** For messages about an unreadable scenario. */
export const scenarioFile = {
  code: 'scenario-unreadable',
  one: 'a scenario file, such as scenarios/burst-10.yaml',
  several: 'the scenario files in it, such as scenarios/*.yaml',
  mostBytes: 64 * 1024 * 1024,
};
