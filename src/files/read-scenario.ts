import { dirname, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { OpenProject } from '../scenario/projects/expand.ts';
import type { FileContext, Located, ParsedFile } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Variables } from '../scenario/secrets/substitute.ts';
import { isFile } from './is-file.ts';
import { isFunctions } from './read-functions.ts';
import { nameOf, readText } from './read-text.ts';
import { isStudy } from './study/read-study.ts';

/**
 * A scenario that is ready to run: with all defaults, absolute names of existing files, and known prices.
 * @throws {UserError} `scenario-unreadable`, `not-a-scenario` for a functions file, or `scenario-invalid` with one line for each problem.
 */
export async function readScenario(file: string, options: ReadOptions = {}): Promise<Located<Scenario>> {
  return scenarioToRun(await readText(file, scenarioFile), file, options);
}

/** The same for a text that was already read. */
export async function scenarioToRun(text: string, file: string, options: ReadOptions): Promise<Located<Scenario>> {
  if (isFunctions(text)) throw functionsInstead(file);
  if (isStudy(text)) throw studyInstead(file);
  return scenarioOfText(text, file, options);
}

export interface ReadOptions {
  /** `path=value` texts. */
  readonly overrides?: readonly string[];
  /** Values for `${NAME}`; default: the environment of the process. */
  readonly environment?: Variables;
  /** Base of its file names; default: the folder of the file, and of data the current directory. */
  readonly folder?: string;
}

/** A scenario from its text, whatever kind of file that seems to be. */
export async function scenarioOfText(text: string, file: string, options: ReadOptions): Promise<Located<Scenario>> {
  // Loaded only here, so that `--help` does not wait for the schema.
  const { parseLocated } = await import('../scenario/reading/parse.ts');
  // A pipe, also through /dev or /proc, has no folder: its file names are relative to the current directory.
  const hasPlace = !/^\/(dev|proc)\//.test(resolve(file)) && (await isFile(file));
  const { folder = hasPlace ? dirname(file) : '.' } = options;
  return checked(parseLocated(text, { file: nameOf(file), ...(await settings(text, folder, options)) }), folder);
}

/**
 * The same for data in the form of a scenario file.
 * @param name in messages
 */
export async function scenarioOfData(
  data: unknown,
  name: string,
  { folder = '.', ...options }: ReadOptions = {},
): Promise<ParsedFile<Scenario>> {
  const { parseScenarioData } = await import('../scenario/reading/parse.ts');
  const context = await settings(JSON.stringify(data), folder, options);
  return checked(parseScenarioData(data, { file: name, ...context }), folder);
}

async function settings(text: string, folder: string, { overrides = [], environment = process.env }: ReadOptions) {
  const { columnsOfFeed } = await import('./requests/request-files.ts');
  const columnsOf = (feed: string) => columnsOfFeed(resolve(folder, feed));
  const mayNameProject = /\.(ya?ml|json|template)\b|\bproject\b/.test([text, ...overrides].join('\n'));
  return {
    ...{ overrides, environment, columnsOf },
    ...(mayNameProject && { expand: await projectsIn(folder, environment) }),
  };
}

/** Loaded only for a scenario that may name a project. */
async function projectsIn(folder: string, environment: Variables): Promise<NonNullable<FileContext['expand']>> {
  const { findProject, openProject } = await import('./projects/open-project.ts');
  const { expandProjects } = await import('../scenario/projects/expand.ts');
  const open: OpenProject = (path, written) => {
    const found = findProject(resolve(folder, path));
    return found && { project: openProject(found, { ...written, environment }), folder: found.folder };
  };
  return (data) => expandProjects(data, open);
}

async function checked<L extends Located<Scenario>>(located: L, folder: string): Promise<L> {
  const { problemsOf, withAbsoluteFiles } = await import('./named-in-scenario.ts');
  const scenario = withAbsoluteFiles(located.value, folder);
  const problems = await problemsOf(scenario);
  if (problems.length > 0) throw located.complaint(problems);
  return { ...located, value: scenario };
}

const functionsInstead = (file: string): UserError =>
  new UserError('not-a-scenario', `${file}: this is a functions file, not a scenario`, {
    hint: `run its functions with \`rollcall local ${file}\`; a scenario has the keys \`workload\`, \`targets\` and \`load\``,
  });

const studyInstead = (file: string): UserError =>
  new UserError('not-a-scenario', `${file}: this is a study, not a scenario`, {
    hint: `run it with \`rollcall run ${file}\`; a scenario has the keys \`targets\` and \`load\``,
  });

/** For messages about an unreadable scenario. */
export const scenarioFile = {
  code: 'scenario-unreadable',
  one: 'a scenario file, such as scenarios/burst-10.yaml',
  several: 'the scenario files in it, such as scenarios/*.yaml',
  mostBytes: 64 * 1024 * 1024,
};
