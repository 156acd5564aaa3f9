import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';
import { renderHtml } from '../report/html.ts';
import { SampleSelection, type Selection } from '../report/selection.ts';

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

/** Step by step, because `recursive` never ends below a folder that exists but takes no entries, such as /proc. */
async function makeDirectory(directory: string): Promise<void> {
  if (existsSync(directory)) return;
  await makeDirectory(dirname(directory));
  await mkdir(directory);
}

/** `result.json` and `report.html`, the latter's path. */
export async function writeResult(directory: string, result: RunResult): Promise<string> {
  await writeFile(join(directory, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const report = join(directory, 'report.html');
  await writeFile(report, await renderHtml(result, await selectSamples(join(directory, 'samples.ndjson'))));
  return report;
}

/** Line by line, as a run may have millions. */
async function selectSamples(file: string): Promise<Selection> {
  const selection = new SampleSelection();
  const lines = createInterface({ input: createReadStream(file) }).on('line', (line) => selection.add(line));
  await once(lines, 'close');
  return selection.finish();
}

/** Local time, sortable, without characters that a shell or a file system minds: 2026-11-21T14-03-59. */
const timestamp = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(':', '-');
