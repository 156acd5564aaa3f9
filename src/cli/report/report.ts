import { join, relative } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { isFile } from '../../files/is-file.ts';
import { writeOutput } from '../../files/open-output.ts';
import { isStudyDirectory } from '../../files/study/is-study-directory.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import type { TerminalOptions } from '../../report/summary/terminal.ts';
import { names, refuseRepeated, text } from '../options.ts';
import { printToStderr } from '../standard-streams.ts';
import { refuseStdin } from '../stdin-argument.ts';
import { sheetOptions, sheetOptionsOf } from './sheet-options.ts';
import { reportSheets } from './sheets.ts';
import { reportStudies } from './studies.ts';
import { isFileName, writeText } from './write-text.ts';

const formats = ['html', 'markdown', 'sheet', 'sheet-markdown', 'junit', 'csv', 'roll', 'terminal', 'data'] as const;

const options = {
  format: {
    alias: 'f',
    choices: formats,
    default: 'html' as const,
    describe:
      'html: report.html in each folder; sheet: a decision sheet; data: samples.parquet, CSV and HDR histograms in each folder; roll: a line `instanceId,invocationId,target,phase,ms` for each answer; all but html and data go to stdout',
  },
  out: { ...text('Output file, `-` for stdout'), alias: 'o' },
  ...sheetOptions,
} satisfies Record<string, Options>;

type ReportArguments = { readonly directories: string[] } & InferredOptionTypes<typeof options>;

const run = 'reports/burst-10-2026-11-21T14-03-59Z';

export const reportCommand: CommandModule<unknown, ReportArguments> = {
  command: 'report <directories..>',
  describe: 'Render the report of a run again, or in another format',
  builder: (yargs) =>
    yargs
      .positional('directories', names('Folders of runs, or of studies'))
      .options(options)
      .example(`$0 report ${run}`, 'write its report.html again')
      .example(
        '$0 report reports/burst-10-* --format junit --out thresholds.xml',
        'thresholds of several runs for a CI server',
      )
      .example(
        `$0 report ${run} --format sheet --demand 40/s --burst 200 --out decision.html`,
        'a decision sheet: one page to sign, printed on A4',
      )
      .example(`$0 report ${run} --format sheet-markdown`, 'the same as Markdown')
      .example(`$0 report ${run} --format csv`, 'its samples as CSV')
      .example(`$0 report ${run} --format roll`, 'which instance gave which answer, and how long it took'),
  handler: report,
};

async function report(given: ReportArguments): Promise<void> {
  refuseStdin('folders of runs');
  refuseRepeated(given, options);
  const { directories, format, out } = given;
  const [first = ''] = directories;
  if (await isStudyDirectory(first)) return reportStudies(directories, { format, out });
  const sheet = sheetOptionsOf(given, format);
  if (format === 'data') return writeDataOf(directories, out);
  if (out === undefined && format === 'html') return inEach(directories, writePage);
  if (format === 'csv' || format === 'roll' || format === 'html') return writeOne(directories, format, out);
  if (format === 'sheet' || format === 'sheet-markdown') return reportSheets(directories, format, { sheet, out });
  await writeText(await textOf(directories, format, isFileName(out)), out);
  if (isFileName(out)) process.stdout.write(`${format}: ${printable(out)}\n`);
}

/** An unusable folder does not stop the others. */
async function inEach(directories: readonly string[], act: (directory: string) => Promise<void>): Promise<void> {
  const failed: UserError[] = [];
  for (const directory of directories) {
    try {
      await act(directory);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.push(error);
    }
  }
  const [first, ...others] = failed;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new UserError(
    first.code,
    failed.map(({ message, hint }) => `${message}${hint ? `\n  ${hint}` : ''}`).join('\n'),
  );
}

async function writePage(directory: string): Promise<void> {
  const file = join(directory, 'report.html');
  await writeText(await pageOf(directory), file);
  process.stdout.write(`report: ${printable(relative('.', file))}\n`);
}

async function pageOf(directory: string): Promise<string> {
  const { readResult } = await import('../../files/read-run.ts');
  const { otherSamples } = await import('../../files/other-samples.ts');
  const { selectSamples } = await import('../../files/select-samples.ts');
  const { renderHtml } = await import('../../report/run-page.ts');
  const result = await readResult(directory);
  const samples = join(directory, 'samples.ndjson');
  if (!(await isFile(samples))) {
    printToStderr(`${samples}: the file does not exist; the page has the figures, but no charts of single requests`);
    return renderHtml(result, await noSamples());
  }
  const selection = await selectSamples(directory, result, printToStderr);
  const problem = otherSamples(directory, { seen: selection.seen, of: result }, drawn);
  if (problem !== undefined) printToStderr(problem);
  return renderHtml(result, selection);
}

const drawn = {
  fewer: 'charts omit the others, figures include them',
  more: 'charts may show another run, or samples twice',
};

async function noSamples() {
  const { SampleSelection } = await import('../../report/selection/selection.ts');
  return new SampleSelection().finish();
}

async function writeOne(
  directories: readonly string[],
  format: 'csv' | 'roll' | 'html',
  out: string | undefined,
): Promise<void> {
  const [directory, ...others] = directories;
  if (directory === undefined || others.length > 0)
    throw new UserError(
      'usage',
      `--format ${format}${out === undefined ? '' : ' --out'}: expected the folder of one run`,
    );
  if (format === 'html') return writeText(await pageOf(directory), out);
  const { writeLines } = await import('../../files/write-data.ts');
  const { readResult } = await import('../../files/read-run.ts');
  const result = await readResult(directory).catch(ifUserError(() => undefined));
  const lines = format === 'csv' ? await csvLines() : await rollLines();
  await writeLines(directory, { ...lines, file: isFileName(out) ? out : undefined, result }, printToStderr);
}

async function csvLines() {
  const { sampleCsvHead, sampleCsvLine } = await import('../../report/data/csv.ts');
  return { head: sampleCsvHead, lineOf: sampleCsvLine };
}

async function rollLines() {
  const { rollLine } = await import('../../report/data/roll-line.ts');
  return { head: '', lineOf: rollLine };
}

type TextFormat = 'markdown' | 'junit' | 'terminal';

async function textOf(directories: readonly string[], format: TextFormat, isFile: boolean): Promise<string> {
  const { readResult } = await import('../../files/read-run.ts');
  const results = await Promise.all(directories.map((directory) => readResult(directory)));
  if (format === 'junit') return (await import('../../report/summary/junit.ts')).renderJunit(results);
  if (format === 'markdown') {
    const { renderMarkdown } = await import('../../report/summary/markdown.ts');
    return results.map(renderMarkdown).join('\n');
  }
  const { renderTable } = await import('../../report/summary/terminal.ts');
  const { fileOptions, fitted, terminalOf } = await import('../terminal-options.ts');
  const tables = (options: TerminalOptions) => results.map((result) => renderTable(result, options)).join('\n');
  return isFile ? tables(fileOptions) : fitted(tables(terminalOf(process.stdout)), process.stdout);
}

async function writeDataOf(directories: readonly string[], out: string | undefined): Promise<void> {
  if (out !== undefined) throw new UserError('usage', '--format data writes to the folder of the run: remove --out');
  await inEach(directories, async (directory) => {
    const names = await filesOf(directory);
    process.stdout.write(`${names.map((name) => printable(relative('.', join(directory, name)))).join('\n')}\n`);
  });
}

/** Writes the samples without a result, or the environments without samples. */
async function filesOf(directory: string): Promise<string[]> {
  const { readResult } = await import('../../files/read-run.ts');
  const { writeData } = await import('../../files/write-data.ts');
  const samples = join(directory, 'samples.ndjson');
  if (await isFile(samples))
    return writeData(directory, await readResult(directory).catch(ifUserError(withoutIt)), printToStderr);
  const { environmentsCsv } = await import('../../report/data/csv.ts');
  const text = environmentsCsv(await readResult(directory));
  printToStderr(`${samples}: the file does not exist; only environments.csv is written`);
  await writeOutput(join(directory, 'environments.csv'), text);
  return ['environments.csv'];
}

const withoutIt = ({ message }: UserError): undefined => {
  printToStderr(`${message}; environments.csv is not written`);
};

/** Anything else is a bug. */
const ifUserError =
  (act: (error: UserError) => undefined) =>
  (error: unknown): undefined => {
    if (!(error instanceof UserError)) throw error;
    return act(error);
  };
