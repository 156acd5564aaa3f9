import { appendFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { writeOutput } from '../../files/open-output.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import type { RunResult } from '../../model/run-result.ts';
import { recordedRequests } from '../../stats/request-counts.ts';
import { printToStderr } from '../standard-streams.ts';
import type { OtlpDestination } from './otlp-destination.ts';

interface ExtrasOptions {
  readonly directory: string;
  readonly junit: string | undefined;
  /** Whether to write Parquet, CSV and histograms; undefined: below a million samples. */
  readonly data: boolean | undefined;
  readonly exported: OtlpDestination | undefined;
  /** Aborted when an interrupted run has to end. */
  readonly stop: AbortSignal;
}

/**
 * The files of a run for other programs: data files, the summary of a CI step, and JUnit XML on request.
 * The result is already written. If one of these files cannot be written, there is a message and exit code 2, and the others follow.
 * @throws {UserError} `out-unusable` if the JUnit file cannot be written: a CI job relies on it.
 */
export async function writeExtras(result: RunResult, options: ExtrasOptions): Promise<void> {
  const { junit } = options;
  await orWarn('data files', () => dataFiles(result, options));
  await orWarn('GITHUB_STEP_SUMMARY', () => stepSummary(() => markdownOf(result)));
  await orWarn('OTLP', () => otlp(result, options));
  if (junit !== undefined) await junitFile(result, junit);
}

async function dataFiles(result: RunResult, { directory, data: wanted, stop }: ExtrasOptions): Promise<void> {
  const { mostSamplesUnasked, writeData } = await import('../../files/write-data.ts');
  const samples = recordedRequests(result);
  if (wanted ?? samples < mostSamplesUnasked) await writeData(directory, result, printToStderr, stop);
  else if (wanted === undefined)
    printToStderr(
      `${samples} samples: Parquet and CSV were not written; run \`rollcall report ${relative('.', directory)} --format data\``,
    );
}

async function otlp(result: RunResult, { directory, exported, stop }: ExtrasOptions): Promise<void> {
  if (exported === undefined) return;
  const { exportOtlp } = await import('./export-otlp.ts');
  await exportOtlp({ directory, result }, exported, { tell: printToStderr, stop });
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
export async function stepSummary(render: () => Promise<string>): Promise<void> {
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  await appendFile(file, `${await render()}\n`);
}

async function markdownOf(result: RunResult): Promise<string> {
  const { renderMarkdown } = await import('../../report/summary/markdown.ts');
  return renderMarkdown(result);
}

async function junitFile(result: RunResult, file: string): Promise<void> {
  const { renderJunit } = await import('../../report/summary/junit.ts');
  await writeOutput(file, renderJunit([result]), `--junit ${file}`);
}

/** Handles only errors of the system, such as a full disk. Anything else is a bug. */
export async function orWarn(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof UserError) && code === undefined) throw error;
    printToStderr(`${what}: not written: ${message}`);
    if (process.exitCode !== exitCode.interrupted) process.exitCode = exitCode.badInput;
  }
}
