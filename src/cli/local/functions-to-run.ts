import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findProject, openProject, type ProjectFile } from '../../files/projects/open-project.ts';
import { readFunctionsFile } from '../../files/read-functions.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import type { FunctionsFile } from '../../scenario/functions/functions.ts';
import { functionsData, functionsOfProject } from '../../scenario/projects/functions-file.ts';
import type { Project } from '../../scenario/projects/project.ts';
import type { Located } from '../../scenario/reading/located.ts';
import { functionSecretFields } from '../../scenario/secrets/secret-fields.ts';
import { Secrets } from '../../scenario/secrets/secrets.ts';
import { refuseStdin } from '../stdin-argument.ts';
import { functionsOf, pairsOf, refuseFunctionOptions, withOptions } from './functions.ts';
import type { LocalArguments } from './options.ts';

export interface FunctionsToRun {
  readonly functions: Located<FunctionsFile>;
  /** Base of relative file names. */
  readonly from: string;
  /** In a project, the other functions run if one cannot: the terminal says why. */
  readonly skips: boolean;
}

/**
 * From a functions file, from a project file of another tool, or one function from options.
 * @param scratch folder for code that is in a project file
 * @param output gets what a project has
 */
export async function functionsToRun(
  options: LocalArguments,
  scratch: string,
  output: NodeJS.WritableStream,
): Promise<FunctionsToRun> {
  refuseStdin('a folder or a file');
  const { function: path } = options;
  const found = path === undefined || options.handler !== undefined ? undefined : findProject(path);
  if (found !== undefined) return ofProject(found, options, { scratch, output });
  refuseProjectOptions(options);
  if (path === undefined || !/\.ya?ml$/i.test(path)) return ofOptions(options);
  refuseFunctionOptions(options);
  return { functions: await readFunctionsFile(path), from: resolve(dirname(path)), skips: false };
}

function ofOptions(options: LocalArguments): FunctionsToRun {
  const complaint: Located<FunctionsFile>['complaint'] = (problems) =>
    new UserError('no-function', problems.map(({ message }) => message).join('\n'));
  const value = functionsOf(options);
  const secrets = new Secrets(functionSecretFields, value);
  return { functions: { value, secrets, complaint }, from: process.cwd(), skips: false };
}

async function ofProject(
  found: ProjectFile,
  options: LocalArguments,
  { scratch, output }: { readonly scratch: string; readonly output: NodeJS.WritableStream },
): Promise<FunctionsToRun> {
  const project = openProject(found, {
    ...{ stage: options.stage, region: options.region, accountId: options['account-id'] },
    ...{ parameters: pairsOf('parameter', options.parameter), environment: process.env },
  });
  const { functions, routes, format, notes } = project;
  if (functions.length === 0)
    throw new UserError(
      'no-function',
      [`${found.shown}: there is no function to run in this ${format}`, ...notes].join('\n'),
    );
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  const lines = [
    `${found.shown}: ${format} with ${count(functions.length, 'function')} and ${count(routes.length, 'route')}`,
    ...notes.map((note) => `  ${note}`),
  ];
  if (!options.quiet) output.write(`${lines.map(printable).join('\n')}\n`);
  const data = withOptions(functionsData(await withInlineCode(project, scratch)), options);
  return { functions: functionsOfProject(data, project, found.shown), from: found.folder, skips: true };
}

/** Writes code that is in the project file to a folder for each function. */
async function withInlineCode(project: Project, scratch: string): Promise<Project> {
  const functions = project.functions.map(async (each) => {
    if (each.inline === undefined) return each;
    const directory = join(scratch, 'inline', each.settings.name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, each.inline.file), each.inline.text);
    return { ...each, settings: { ...each.settings, directory } };
  });
  return { ...project, functions: await Promise.all(functions) };
}

/** @throws {UserError} `usage` */
function refuseProjectOptions({ stage, parameter }: LocalArguments): void {
  const given = [...(stage === undefined ? [] : ['stage']), ...(parameter === undefined ? [] : ['parameter'])];
  if (given.length === 0) return;
  const message = given.map((option) => `--${option}: allowed only with a SAM, Serverless or CDK project`).join('\n');
  throw new UserError('usage', message, { hint: 'name its template, serverless.yml or cdk.out' });
}
