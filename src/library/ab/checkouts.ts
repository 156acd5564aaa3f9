import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isFile, isFolder } from '../../files/is-file.ts';
import { scenarioFile } from '../../files/read-scenario.ts';
import { readText } from '../../files/read-text.ts';
import { UserError } from '../../model/errors.ts';

export interface Checkouts {
  /** Folders with the files of the two sides. */
  readonly base: string;
  readonly head: string;
}

export type Side = keyof Checkouts;

/** One scenario, and the folders that its file names are relative to. */
export interface PlacedScenario {
  readonly file: string;
  readonly text: string;
  readonly folders: Checkouts;
}

/**
 * Finds the scenario that both sides run. A file in one of the checkouts has the same place in the other: `base/load/pr.yaml` names files
 * relative to `base/load` and `head/load`. A name that is no file here is one in the checkouts. Names in a file elsewhere are relative to the
 * checkouts themselves.
 * @throws {UserError} `usage` if a checkout is no folder, or if two different files could be meant; `scenario-unreadable`
 */
export async function placeScenario(scenario: string, given: Checkouts): Promise<PlacedScenario> {
  const checkouts = { base: await folderOf('base', given.base), head: await folderOf('head', given.head) };
  const here = (await isFile(scenario)) ? await realpath(scenario) : undefined;
  const owner = here === undefined ? undefined : innermost(here, checkouts);
  if (here !== undefined && owner !== undefined) return placed(scenario, dirname(relative(owner, here)), checkouts);
  const inside = await filesInside(scenario, checkouts);
  const [file, ...others] = [...(here === undefined ? [] : [scenario]), ...inside];
  if (file === undefined) throw notFound(scenario, given);
  await refuseDifferent(file, others);
  return placed(file, inside.length > 0 ? dirname(scenario) : '.', checkouts);
}

async function placed(file: string, place: string, { base, head }: Checkouts): Promise<PlacedScenario> {
  const text = await readText(file, scenarioFile);
  return { file, text, folders: { base: join(base, place), head: join(head, place) } };
}

async function folderOf(side: Side, folder: string): Promise<string> {
  if (await isFolder(folder)) return realpath(folder);
  throw new UserError('usage', `--${side} ${folder}: expected a folder`, {
    hint: `name the folder of the ${side} checkout`,
  });
}

/** A checkout may be within the other one, such as `--head . --base .base`. */
const innermost = (file: string, { base, head }: Checkouts): string | undefined =>
  [base, head].filter((folder) => file.startsWith(folder + sep)).sort((a, b) => b.length - a.length)[0];

async function filesInside(scenario: string, { base, head }: Checkouts): Promise<string[]> {
  if (isAbsolute(scenario)) return [];
  const named = [head, base].map((folder) => join(folder, scenario));
  const found = await Promise.all(named.map(async (file) => ((await isFile(file)) ? [relative('.', file)] : [])));
  return found.flat();
}

async function refuseDifferent(file: string, others: readonly string[]): Promise<void> {
  const text = await readText(file, scenarioFile);
  for (const other of others) {
    if ((await readText(other, scenarioFile)) === text) continue;
    throw new UserError('usage', `SCENARIO: ${other} and ${file} differ, and both sides must run the same scenario`, {
      hint: `name the one that both sides run, such as ${resolve(file)}`,
    });
  }
}

const notFound = (scenario: string, { base, head }: Checkouts): UserError =>
  new UserError('scenario-unreadable', `${scenario}: the file does not exist here, in ${head} or in ${base}`, {
    hint: `name ${scenarioFile.one}`,
  });
