import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';
import { renderHtml } from '../report/html.ts';
import { writeOutput } from './files/open-output.ts';
import { makeDirectory } from './make-directory.ts';
import { selectSamples } from './select-samples.ts';

/**
 * The folder of a run, absolute.
 * @throws {UserError} `out-in-use` if it holds something already: nothing that was measured is overwritten.
 */
export async function createRunDirectory(out: string | undefined, scenarioName: string): Promise<string> {
  const directory = resolve(out ?? join('reports', `${scenarioName}-${timestamp(new Date())}`));
  if (!(await isEmpty(directory))) {
    const hint = 'name a new folder, or remove this one';
    throw new UserError('out-in-use', `--out ${directory}: the folder is not empty`, { hint });
  }
  return directory;
}

/** Makes the folder where there is none. */
async function isEmpty(directory: string): Promise<boolean> {
  try {
    await makeDirectory(directory);
    return (await readdir(directory)).length === 0;
  } catch (cause) {
    const hint = 'name a folder that can be created';
    throw new UserError('out-unusable', `--out ${directory}: ${(cause as Error).message}`, { hint, cause });
  }
}

/**
 * `result.json` and `report.html`, the latter's path.
 * @param stop ends the making of the page of a run that was told to stop
 * @throws {UserError} `out-unusable`; `interrupted`, which leaves the page out
 */
export async function writeResult(directory: string, result: RunResult, stop: AbortSignal): Promise<string> {
  await writeOutput(join(directory, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const report = join(directory, 'report.html');
  await writeOutput(report, await renderHtml(result, await selectSamples(directory, result, () => {}, stop)));
  return report;
}

/** Local time, sortable, without characters that a shell or a file system minds: 2026-11-21T14-03-59. */
const timestamp = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(':', '-');
