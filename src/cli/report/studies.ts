import { join, relative } from 'node:path';
import { writeOutput } from '../../files/open-output.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { fitted, terminalOf } from '../terminal-options.ts';

interface StudyReport {
  readonly format: string;
  readonly out: string | undefined;
}

/**
 * Renders studies again from their folders.
 * @throws {UserError} `usage` for a format that a study does not have; `study-unreadable`
 */
export async function reportStudies(directories: readonly string[], { format, out }: StudyReport): Promise<void> {
  if (out !== undefined && directories.length > 1)
    throw new UserError('usage', '--out: expected the folder of one study');
  for (const directory of directories) {
    const text = await textOf(directory, format);
    const file = out ?? (format === 'html' ? join(directory, 'report.html') : '-');
    if (file === '-') process.stdout.write(text);
    else await writeOutput(file, text, out === undefined ? file : `--out ${out}`);
    if (file !== '-')
      process.stdout.write(`${format === 'html' ? 'report' : format}: ${printable(relative('.', file))}\n`);
  }
}

async function textOf(directory: string, format: string): Promise<string> {
  const { readStudyResult, readStudySamples } = await import('../../files/study/study-directory.ts');
  const result = await readStudyResult(directory);
  if (format === 'terminal')
    return fitted(
      (await import('../../report/study/terminal.ts')).renderStudy(result, terminalOf(process.stdout)),
      process.stdout,
    );
  const samples = await readStudySamples(directory);
  if (format === 'html') return (await import('../../report/study/page.ts')).renderStudyPage(result, samples);
  if (format === 'csv') return (await import('../../report/study/csv.ts')).studyCsv(result, samples);
  throw new UserError('usage', `--format ${format}: expected html, csv or terminal for a study`);
}
