import { dirname, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { FieldProblem, ParsedFile } from '../../scenario/reading/located.ts';
import type { Variables } from '../../scenario/secrets/substitute.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import type { Study } from '../../scenario/study/study.ts';
import { nameOf } from '../read-text.ts';

/** A study that is ready to run. */
export interface LocatedStudy extends ParsedFile<Study> {
  /** With absolute names of existing files. */
  readonly cells: readonly StudyCellSpec[];
}

export interface ReadStudyOptions {
  /** `path=value` texts. */
  readonly overrides?: readonly string[];
  /** Values for `${NAME}`; default: the environment of the process. */
  readonly environment?: Variables;
}

/** Whether a text is a study, by its top-level keys, so that an invalid file is also recognized. */
export const isStudy = (text: string): boolean => /^(["']?)(protocol|matrix)\1\s*:/m.test(text);

/**
 * A study from its text.
 * @throws {UserError} `study-invalid` with one line for each problem.
 */
export async function studyOfText(text: string, file: string, options: ReadStudyOptions): Promise<LocatedStudy> {
  // Loaded only here, so that `--help` does not wait for the schema.
  const { parseStudy } = await import('../../scenario/study/parse.ts');
  const { studyCells } = await import('../../scenario/study/cells.ts');
  const { overrides = [], environment = process.env } = options;
  const located = parseStudy(text, { file: nameOf(file), overrides, environment });
  const folder = file === '-' ? '.' : dirname(file);
  const cells = studyCells(located.value, (path) => resolve(folder, path));
  const problems = await unfitFunctions(cells);
  if (problems.length > 0) throw located.complaint(problems);
  return { ...located, cells };
}

/** A program that this machine does not have makes its cells unavailable, which is no problem of the file. */
async function unfitFunctions(cells: readonly StudyCellSpec[]): Promise<FieldProblem[]> {
  const { CodeArchives } = await import('../../launch/code/code-archives.ts');
  const { functionCode } = await import('../../launch/code/function-code.ts');
  const { ownFunctionOf } = await import('../../target-kinds/target-kinds.ts');
  await using archives = new CodeArchives();
  const found = new Map<string, FieldProblem>();
  for (const { id, target } of cells) {
    const code = target && ownFunctionOf(target);
    if (code === undefined) continue;
    try {
      await functionCode(code, archives);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, hint } = error;
      if (error.code === 'no-such-program') continue;
      const text = `cell ${id}: ${message}${hint === undefined ? '' : `; ${hint}`}`;
      found.set(message, { path: ['target'], message: text });
    }
  }
  return [...found.values()];
}
