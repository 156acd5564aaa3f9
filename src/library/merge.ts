import { createReadStream } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { SampleStream } from '../experiment/merge/in-order.ts';
import { mergeRuns } from '../experiment/merge/merge-runs.ts';
import type { RunToMerge } from '../experiment/merge/run-to-merge.ts';
import { isFile } from '../files/is-file.ts';
import { readLines, readResult } from '../files/read-run.ts';
import { createRunDirectory, writeResult } from '../files/run-directory.ts';
import { version } from '../files/version.ts';
import { Recorder } from '../loadgen/recorder.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import { fromSampleLine } from '../model/sample-line.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { lateSignal } from './late-signal.ts';
import { type FinishedRun, ifInterrupted } from './run.ts';

export interface MergeOptions {
  /** A new or empty folder for the merged run; default: `reports/NAME-merged-TIME`. */
  readonly out?: string;
  /** The wall clocks of the machines are right to this many ms. Default: not known, which makes the result SUSPECT. */
  readonly clockBoundMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes one run of several that loaded one target at the same time: what `rollcall merge` does.
 * @param folders of two runs or more
 * @throws {UserError} `run-unreadable`, `runs-not-one`, `samples-incomplete`, `out-in-use`, `out-unusable`, `usage`, `interrupted`
 */
export async function merge(folders: readonly string[], options: MergeOptions = {}): Promise<FinishedRun> {
  const { out, clockBoundMs, signal = new AbortController().signal } = options;
  const [first, ...others] = await readRuns(folders);
  if (first === undefined || others.length === 0)
    throw new UserError('usage', 'expected two runs or more', { hint: '`rollcall merge reports/a reports/b`' });
  const folderOf = (name: string) => [first, ...others].find((run) => run.name === name)?.folder ?? name;
  const { path, release } = await createRunDirectory(out, `${first.scenario.name}-merged`);
  using stop = lateSignal(signal);
  const recorder = new Recorder(join(path, 'samples.ndjson'));
  try {
    const result = await mergeRuns([first, ...others], {
      ...{ clockBoundMs, version, directory: path },
      samplesOf: ({ name }) => samplesOf(name, folderOf(name), signal),
      logsOf:
        ({ name }) =>
        (label) =>
          linesIn(join(folderOf(name), `${label}.log`)),
      record: (sample) => recorder.write(sample),
    });
    await recorder.close();
    const report = await writeResult(path, result, stop.late).catch(ifInterrupted);
    return { result, directory: path, ...optional('report', report) };
  } catch (error) {
    await recorder.close().catch(() => {});
    // What nobody can use is not left behind.
    await truncate(join(path, 'samples.ndjson')).catch(() => {});
    await release();
    throw error;
  }
}

interface ReadRun extends RunToMerge {
  readonly folder: string;
}

async function readRuns(folders: readonly string[]): Promise<ReadRun[]> {
  const paths = folders.map((folder) => resolve(folder));
  const twice = folders.find((_, index) => paths.indexOf(paths[index] ?? '') < index);
  if (twice !== undefined) throw new UserError('usage', `${twice}: named twice`, { hint: 'name each run once' });
  const names = paths.map((path) => basename(path));
  const isUnique = new Set(names).size === names.length;
  return Promise.all(
    paths.map(async (folder, index) => {
      const result = await readResult(folder);
      const { data: scenario, error } = scenarioSchema.safeParse(result.scenario.resolved);
      if (scenario === undefined)
        throw new UserError('run-unreadable', `${folder}: its scenario cannot be read: ${error.issues[0]?.message}`, {
          hint: 'merge it with the rollcall that made it',
        });
      return { folder, result, scenario, name: isUnique ? (names[index] ?? folder) : (folders[index] ?? folder) };
    }),
  );
}

async function* samplesOf(name: string, folder: string, signal: AbortSignal): SampleStream {
  for await (const lines of readLines(folder)) {
    if (signal.aborted) throw new UserError('interrupted', 'the runs were not merged: interrupted');
    yield lines.map((line) => sampleIn(line, name));
  }
}

function sampleIn(line: string, run: string): Sample {
  try {
    return fromSampleLine(line);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UserError('samples-incomplete', `${run}: samples.ndjson has a damaged line: ${cause.message}`, {
      hint: 'merge an undamaged copy of the run: what is missing would be missing in every figure',
      cause,
    });
  }
}

async function* linesIn(file: string): AsyncGenerator<string> {
  if (await isFile(file))
    yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}
