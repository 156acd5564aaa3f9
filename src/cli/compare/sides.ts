import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isFile } from '../../files/is-file.ts';
import { readResult } from '../../files/read-run.ts';
import { UserError } from '../../model/errors.ts';
import type { NamedRun } from '../../stats/comparison/compare-runs.ts';

/** A run and its folder. */
export interface FoundRun extends NamedRun {
  readonly directory: string;
}

export interface Side {
  readonly runs: readonly FoundRun[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The runs in these folders; each is a run or a folder of runs. INVALID and interrupted runs are excluded unless `includeInvalid` is set.
 * @throws {UserError} `compare-unreadable` if there is no run, and the errors of reading a run.
 */
export async function readSide(directories: readonly string[], includeInvalid: boolean): Promise<Side> {
  const folders = (await Promise.all(directories.map(runFoldersIn))).flat();
  const twice = folders.find((folder, index) => folders.indexOf(folder) !== index);
  if (twice !== undefined) throw new UserError('usage', `${twice}: named twice on one side`);
  const runs: FoundRun[] = [];
  const leftOut: { name: string; why: string }[] = [];
  for (const directory of folders) {
    const result = await readResult(directory);
    const why = whyLeftOut(result.verdict.status, result.status);
    if (why === undefined || includeInvalid) runs.push({ name: basename(directory), directory, result });
    else leftOut.push({ name: basename(directory), why });
  }
  return { runs, leftOut };
}

function whyLeftOut(verdict: string, status: string): string | undefined {
  if (verdict === 'INVALID') return 'because it is INVALID';
  return status === 'interrupted' ? 'because it was interrupted' : undefined;
}

async function runFoldersIn(directory: string): Promise<string[]> {
  if (await isFile(join(directory, 'result.json'))) return [directory];
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'the folder does not exist' : cause.message;
    throw new UserError('compare-unreadable', `${directory}: ${why}`, { hint, cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  const runs: string[] = [];
  for (const folder of folders.sort()) if (await isFile(join(folder, 'result.json'))) runs.push(folder);
  if (runs.length > 0) return runs;
  throw new UserError('compare-unreadable', `${directory}: neither a run nor a folder of runs`, { hint });
}

const hint = 'name the folder of a run, such as reports/burst-10-2026-11-21T14-03-59Z, or a folder with several';
