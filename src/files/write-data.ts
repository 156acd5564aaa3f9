import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import type { RunResult } from '../model/run-result.ts';
import type { SampleLine } from '../model/sample-line.ts';
import { environmentsCsv, sampleCsvHead, sampleCsvLine } from '../report/data/csv.ts';
import { HistogramLogs } from '../report/data/histogram-logs.ts';
import { SamplesParquet } from '../report/data/samples-parquet.ts';
import { openOutput, writeOutput } from './open-output.ts';
import { otherSamples } from './other-samples.ts';
import { readSamples } from './read-run.ts';
import { version } from './version.ts';

/** From this size on, the files are written only on request: they take about 15 s per million samples. */
export const mostSamplesUnasked = 1_000_000;

/**
 * Writes `samples.parquet`, `samples.csv`, a `.hgrm` file for each target and kind of latency, and `environments.csv` if there is
 * a result, next to `samples.ndjson`. Uses one pass and bounded memory.
 * @returns their names.
 * @throws {UserError} `out-unusable`; `interrupted` when `stop` is aborted. Existing files stay.
 */
export async function writeData(
  directory: string,
  result: RunResult | undefined,
  tell: (message: string) => void,
  stop?: AbortSignal,
): Promise<string[]> {
  const histograms = new HistogramLogs();
  const parquet = new SamplesParquet(`rollcall ${version}`);
  await using parquetFile = await openOutput(join(directory, 'samples.parquet'));
  await using csvFile = await openOutput(join(directory, 'samples.csv'));
  await csvFile.write(sampleCsvHead);
  let seen = 0;
  for await (const batch of readSamples(directory, tell)) {
    seen += batch.length;
    if (stop?.aborted)
      throw new UserError(
        'interrupted',
        'the run was interrupted and has many samples; write them with `rollcall report --format data`',
      );
    await csvFile.write(batch.map(sampleCsvLine).join(''));
    for (const sample of batch) {
      histograms.add(sample);
      const bytes = parquet.add(sample);
      if (bytes !== undefined) await parquetFile.write(bytes);
    }
  }
  await parquetFile.write(parquet.finish());
  const problem = result && otherSamples(directory, { seen, of: result }, written);
  if (problem !== undefined) tell(problem);
  const texts = [
    ...histograms.finish(),
    ...(result === undefined ? [] : [{ name: 'environments.csv', text: environmentsCsv(result) }]),
  ];
  for (const { name, text } of texts) await writeOutput(join(directory, name), text);
  for (const output of [parquetFile, csvFile]) await output.keep();
  return ['samples.parquet', 'samples.csv', ...texts.map(({ name }) => name)];
}

const written = {
  fewer: 'the data omit the others',
  more: 'the data may be of another run, or contain samples twice',
};

export interface LinesOfSamples {
  readonly head: string;
  /** With its line break. Absent: this sample has none. */
  readonly lineOf: (sample: SampleLine) => string | undefined;
  /** Absent: stdout. */
  readonly file: string | undefined;
  /** Absent: it is not known how many samples there should be. */
  readonly result: RunResult | undefined;
}

/** Writes a line for each sample, to a file or to stdout. */
export async function writeLines(
  directory: string,
  { head, lineOf, file, result }: LinesOfSamples,
  tell: (message: string) => void,
): Promise<void> {
  const shown = file === undefined && process.stdout.isTTY ? visibleLine : (line: string) => line;
  const texts = async function* () {
    yield head;
    let seen = 0;
    for await (const batch of readSamples(directory, tell)) {
      seen += batch.length;
      yield batch
        .flatMap((sample) => lineOf(sample) ?? [])
        .map(shown)
        .join('');
    }
    const problem = result && otherSamples(directory, { seen, of: result }, written);
    if (problem !== undefined) tell(problem);
  };
  if (file === undefined) return toStdout(texts);
  await using output = await openOutput(file);
  for await (const text of texts()) await output.write(text);
  await output.keep();
}

/** `standard-streams.ts` reports errors of stdout. */
async function toStdout(texts: () => AsyncGenerator<string>): Promise<void> {
  try {
    await pipeline(texts, process.stdout, { end: false });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'write' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** A terminal would execute control characters in a line. The line end is our own. */
const visibleLine = (line: string): string => `${printable(line.replace(/\r?\n$/, ''))}\r\n`;
