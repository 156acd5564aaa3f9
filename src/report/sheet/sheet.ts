import type { RunResult } from '../../model/run-result.ts';
import { isConclusive } from '../../model/verdict.ts';
import { sheetBlocks } from './blocks.ts';
import { sheetHtml } from './html.ts';
import { sheetMarkdown } from './markdown.ts';
import { questionOf, type SheetOptions } from './question.ts';

/** One page for a capacity review: what a run can say, and labeled blanks for what only people know. */
export interface Sheet {
  /** A document of its own that prints on A4, with no script that it needs. */
  readonly html: string;
  /** GitHub's kind, with tables. Whatever was measured or configured is text. */
  readonly markdown: string;
}

/** Of a run that can be concluded from (`verdict.status` is not INVALID); INVALID targets are left out. */
export function renderSheet(result: RunResult, options: SheetOptions = {}): Sheet {
  const blocks = sheetBlocks(withoutInvalid(result), questionOf(result, options));
  const title = `Decision sheet: ${result.scenario.name}`;
  return { html: sheetHtml(title, blocks), markdown: sheetMarkdown(title, blocks) };
}

const withoutInvalid = (result: RunResult): RunResult => ({
  ...result,
  targets: result.targets.filter(({ name }) => isConclusive(result, name)),
});
