import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import type { RunResult } from '../../model/run-result.ts';
import type { SheetOptions } from '../../report/sheet/question.ts';
import { isFileName, writeText } from './write-text.ts';

/**
 * Decision sheets of runs. That of an INVALID run withholds the decision.
 * @throws {UserError} `run-invalid` once they are written, with what went wrong and what to change.
 */
export async function reportSheets(
  directories: readonly string[],
  format: 'sheet' | 'sheet-markdown',
  { sheet, out }: { readonly sheet: SheetOptions; readonly out: string | undefined },
): Promise<void> {
  const { readResult } = await import('../../files/read-run.ts');
  const { renderSheet } = await import('../../report/sheet/sheet.ts');
  const results = await Promise.all(directories.map((directory) => readResult(directory)));
  const kind = format === 'sheet' ? 'html' : 'markdown';
  await writeText(results.map((result) => renderSheet(result, sheet)[kind]).join('\n'), out);
  if (isFileName(out)) process.stdout.write(`${format}: ${printable(out)}\n`);
  results.forEach((result, index) => {
    refuseInvalid(result, directories[index] ?? '');
  });
}

function refuseInvalid({ verdict }: RunResult, directory: string): void {
  if (verdict.status !== 'INVALID') return;
  const invalid = verdict.reasons.filter(({ status }) => status === 'INVALID');
  throw new UserError('run-invalid', `${directory}: the run is INVALID, so its decision sheet withholds the decision`, {
    hint: invalid.map(({ message, advice }) => `${message}: ${advice}`).join('\n  '),
  });
}
