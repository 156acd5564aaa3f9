import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { isFile } from '../files/is-file.ts';
import { writeOutput } from '../files/open-output.ts';
import { UserError } from '../model/errors.ts';
import { printableJson } from '../model/printable.ts';
import type { HistoryEntry } from '../report/history/run.ts';
import { flag, refuseRepeated, text } from './options.ts';
import { refuseStdin } from './stdin-argument.ts';

const options = {
  html: text(
    'Write a page to this file: trends of each scenario, filters, links, and the command that compares two runs',
  ),
  json: flag('Print the list as JSON on stdout'),
} satisfies Record<string, Options>;

type HistoryArguments = { readonly directory: string } & InferredOptionTypes<typeof options>;

export const historyCommand: CommandModule<unknown, HistoryArguments> = {
  command: 'history [directory]',
  describe: 'List the runs in a folder, newest first',
  builder: (yargs) =>
    yargs
      .positional('directory', {
        ...{ type: 'string', default: 'reports', describe: 'Folder that contains the folders of the runs' },
      })
      .options(options)
      .example('$0 history', 'list the runs in reports/')
      .example('$0 history --html reports/index.html', 'and write a page with trends and filters'),
  handler: history,
};

async function history(given: HistoryArguments): Promise<void> {
  refuseStdin('a folder');
  refuseRepeated(given, options);
  const { directory, html, json } = given;
  const { newestFirst } = await import('../report/history/run.ts');
  const folders = await runFolders(directory);
  const entries: HistoryEntry[] = [];
  // One at a time: results can be large, and they are not needed in memory together.
  for (const folder of folders) entries.push(await entryOf(folder));
  const sorted = newestFirst(entries);
  if (html !== undefined) await writePage(sorted, html);
  if (json) {
    process.stdout.write(`${printableJson(sorted)}\n`);
    return;
  }
  const { renderHistoryTable } = await import('../report/history/terminal.ts');
  process.stdout.write(renderHistoryTable(sorted));
  if (html !== undefined) process.stdout.write(`\nindex: ${relative('.', html)}\n`);
}

/** Skips folders more than one level below `reports/gallery/RUN`, and symbolic links. */
const deepest = 3;

/** @throws {UserError} `history-unreadable` if the folder itself cannot be read. */
async function runFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const hint = 'name the folder that contains the runs, such as reports';
    const what = cause.code === 'ENOENT' ? 'the folder does not exist' : cause.message;
    throw new UserError('history-unreadable', `${directory}: ${what}`, { hint, cause });
  });
  return isRun(entries) ? [directory] : below(directory, entries, 1);
}

async function below(directory: string, entries: readonly Dirent[], depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const folder = join(directory, name);
    const inside = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    // A run that cannot be listed is shown as damaged.
    if (inside === undefined || isRun(inside)) found.push(folder);
    else if (depth < deepest) found.push(...(await below(folder, inside, depth + 1)));
  }
  return found;
}

const isRun = (entries: readonly Dirent[]): boolean =>
  entries.some(({ name }) => name === 'result.json' || name === 'samples.ndjson');

async function entryOf(directory: string): Promise<HistoryEntry> {
  const { readResult } = await import('../files/read-run.ts');
  const { historyRun } = await import('../report/history/run.ts');
  try {
    const result = await readResult(directory, { countSamples: false });
    return { directory, kind: 'run', ...historyRun(result, await isFile(join(directory, 'report.html'))) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { directory, kind: 'damaged', why: error.message };
  }
}

async function writePage(entries: readonly HistoryEntry[], file: string): Promise<void> {
  const { renderHistoryPage } = await import('../report/history/page.ts');
  const { isComparison } = await import('../report/history/comparison-name.ts');
  const from = dirname(resolve(file));
  // A folder that does not exist yet has no comparisons; whatever is wrong with it shows when the page is written.
  const names = await readdir(from).catch(() => []);
  const page = renderHistoryPage(entries, {
    pathTo: (directory) => relative(from, resolve(directory)).split(sep).join('/') || '.',
    folder: dirname(file),
    comparisons: names.filter(isComparison).sort(),
  });
  await writeOutput(file, page, `--html ${file}`);
}
