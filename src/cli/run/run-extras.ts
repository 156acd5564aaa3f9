import { appendFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { writeOutput } from '../../files/open-output.ts';
import { exitCode, UserError } from '../../model/errors.ts';
import type { RunResult } from '../../model/run-result.ts';
import { printToStderr } from '../standard-streams.ts';

interface ExtrasOptions {
  readonly directory: string;
  readonly junit: string | undefined;
  /** Whether to write Parquet, CSV and histograms; undefined: below a million samples. */
  readonly data: boolean | undefined;
  /** Aborted when a run that was told to stop has to end. */
  readonly stop: AbortSignal;
}

/**
 * What other programs read of a run: data files, a summary for the step of a CI job where there is one, JUnit XML if asked for.
 * The result is safe by now, so that a file which cannot be written gets a message, with exit code 2, and the rest goes on.
 * @throws {UserError} `out-unusable` if the JUnit file cannot be written: a CI job relies on it.
 */
export async function writeExtras(result: RunResult, options: ExtrasOptions): Promise<void> {
  const { junit } = options;
  await told('data files', () => dataFiles(result, options));
  await told('GITHUB_STEP_SUMMARY', () => stepSummary(result));
  if (junit !== undefined) await junitFile(result, junit);
}

async function dataFiles(result: RunResult, { directory, data: wanted, stop }: ExtrasOptions): Promise<void> {
  const { mostSamplesUnasked, writeData } = await import('../../files/write-data.ts');
  const samples = result.targets.reduce((sum, { requests }) => sum + requests.sent, 0);
  if (wanted ?? samples < mostSamplesUnasked) await writeData(directory, result, printToStderr, stop);
  else if (wanted === undefined)
    printToStderr(
      `${samples} samples: no Parquet and CSV; \`rollcall report ${relative('.', directory)} --format data\` makes them`,
    );
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
async function stepSummary(result: RunResult): Promise<void> {
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const { renderMarkdown } = await import('../../report/summary/markdown.ts');
  await appendFile(file, `${renderMarkdown(result)}\n`);
}

async function junitFile(result: RunResult, file: string): Promise<void> {
  const { renderJunit } = await import('../../report/summary/junit.ts');
  await writeOutput(file, renderJunit([result]), `--junit ${file}`);
}

/** Only what the system refuses, such as a full disk; anything else is a bug. */
async function told(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof UserError) && code === undefined) throw error;
    printToStderr(`${what} not written: ${message}`);
    if (process.exitCode !== exitCode.interrupted) process.exitCode = exitCode.badInput;
  }
}
