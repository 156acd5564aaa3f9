import { mkdir, mkdtemp, open, readdir, realpath, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';
import { makeDirectory } from './make-directory.ts';
import { writeOutput } from './open-output.ts';
import { selectSamples } from './select-samples.ts';

/** The folder of one run, which no other run uses. */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  /** Removes the folder of a run that sent nothing and has no result, so that its name is free again. */
  release(): Promise<void>;
}

/**
 * Claims a folder by creating its file of samples: if two runs claim the same one, only one succeeds.
 * The default is `reports/NAME-TIME`, with `-2` and so on appended if another run has it.
 * @throws {UserError} `out-in-use` if `out` is not empty, so that no measurement is overwritten; `out-unusable`.
 */
export async function createRunDirectory(
  out: string | undefined,
  scenarioName: string,
  { now = new Date(), claimedBy = 'samples.ndjson' } = {},
): Promise<RunDirectory> {
  if (out !== undefined) {
    const claimed = await claim(resolve(out), claimedBy);
    if (claimed !== undefined) return claimed;
    const hint = 'name a new folder, or remove this one';
    throw new UserError('out-in-use', `${resolve(out)}: the folder is not empty, or another run uses it`, { hint });
  }
  const first = resolve(join('reports', `${scenarioName}-${timestamp(now)}`));
  for (let number = 1; ; number += 1) {
    const claimed = await claim(number === 1 ? first : `${first}-${number}`, claimedBy);
    if (claimed !== undefined) return claimed;
  }
}

/** The folder of a run whose files nobody asked for. `release` removes it with all of them. */
export async function temporaryRunDirectory(): Promise<RunDirectory> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'rollcall-run-')));
  return { path, release: () => rm(path, { recursive: true, force: true }) };
}

/** Undefined if the folder is not empty. */
async function claim(path: string, claimedBy: string): Promise<RunDirectory | undefined> {
  try {
    const made = await makeLast(path);
    if (!made && (await readdir(path)).length > 0) return undefined;
    const samples = join(path, claimedBy);
    await (await open(samples, 'wx')).close();
    return { path, release: () => release(path, samples, made) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    const hint = 'name a folder that can be created';
    throw new UserError('out-unusable', `${path}: no folder for results: ${(cause as Error).message}`, { hint, cause });
  }
}

/** The folder was removed in the meantime. */
function noneLeft(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

/** @returns whether it did not exist. */
async function makeLast(path: string): Promise<boolean> {
  await makeDirectory(dirname(path));
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('it is a file'), { code: 'ENOTDIR' });
    return false;
  }
}

async function release(path: string, samples: string, made: boolean): Promise<void> {
  const entries = await readdir(path).catch(noneLeft);
  if (entries.length !== 1 || (await stat(samples)).size > 0) return;
  await unlink(samples);
  if (made) await rmdir(path);
}

/**
 * Writes `result.json` and `report.html`, and returns the path of the page.
 * @param stop stops the page of an interrupted run
 * @throws {UserError} `out-unusable`; `interrupted` without the page
 */
export async function writeResult(directory: string, result: RunResult, stop: AbortSignal): Promise<string> {
  await writeResultFile(directory, result);
  const report = join(directory, 'report.html');
  await writePage(report, directory, result, stop);
  return report;
}

/** The result without its page, which `rollcall report` makes later. */
export const writeResultFile = (directory: string, result: RunResult): Promise<void> =>
  writeOutput(join(directory, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);

/** Writes the page of a run to `file`. Errors as of `writeResult`. */
export async function writePage(file: string, directory: string, result: RunResult, stop: AbortSignal): Promise<void> {
  await writeOutput(file, await pageOf(directory, result, stop));
}

/** The page of a run. `interrupted` as of `writeResult`. What makes it is loaded here: 1 MB, which no load waits for. */
export async function pageOf(directory: string, result: RunResult, stop: AbortSignal): Promise<string> {
  const { renderHtml } = await import('../report/run-page.ts');
  return renderHtml(result, await selectSamples(directory, result, () => {}, stop));
}

/** UTC, sortable, and safe in shells and file systems: 2026-11-21T14-03-59Z. */
const timestamp = (date: Date): string => `${date.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
