import type { RunResult } from '../../model/run-result.ts';
import { contentOf } from './content.ts';
import { sheetHtml } from './html.ts';
import { sheetMarkdown } from './markdown.ts';
import type { SheetOptions } from './question.ts';

/** One page to decide on in a meeting: what a run can say, and fields for what only people know. */
export interface Sheet {
  /** A document of its own that prints on A4, with no script that it needs. */
  readonly html: string;
  /** GitHub's kind, with tables. Whatever was measured or configured is text. */
  readonly markdown: string;
}

/** Of an INVALID run: what went wrong and what to do, without a decision. */
export function renderSheet(result: RunResult, options: SheetOptions = {}): Sheet {
  const content = contentOf(result, options);
  return { html: sheetHtml(content), markdown: sheetMarkdown(content) };
}
