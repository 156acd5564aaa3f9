import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';
import type { Sample } from '../model/sample.ts';
import { fromSampleLine } from '../model/sample-line.ts';
import { renderHtml } from '../report/html.ts';

/**
 * The folder of a run, absolute.
 * @throws {UserError} `out-in-use` if it holds something already: nothing that was measured is overwritten.
 */
export async function createRunDirectory(out: string | undefined, scenarioName: string): Promise<string> {
  const directory = resolve(out ?? join('reports', `${scenarioName}-${timestamp(new Date())}`));
  try {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).length === 0) return directory;
  } catch (error) {
    throw new UserError('out-unusable', `--out ${directory}: ${(error as Error).message}`, {
      hint: 'name a folder that can be created',
      cause: error,
    });
  }
  throw new UserError('out-in-use', `--out ${directory}: the folder is not empty`, {
    hint: 'name a new folder, or remove this one',
  });
}

/** `result.json` and `report.html`, the latter's path. */
export async function writeResult(directory: string, result: RunResult): Promise<string> {
  await writeFile(join(directory, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const report = join(directory, 'report.html');
  await writeFile(report, await renderHtml(result, await readSamples(join(directory, 'samples.ndjson'))));
  return report;
}

async function readSamples(file: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) samples.push(fromSampleLine(line));
  return samples;
}

/** Local time, sortable, without characters that a shell or a file system minds: 2026-11-21T14-03-59. */
const timestamp = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replaceAll(':', '-');
