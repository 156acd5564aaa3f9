import { html, type Markup } from '../page/markup.ts';
import type { HtmlDocument } from '../page/page.ts';
import { reportPolicy } from '../page/page.ts';

/**
 * The report in place of the live page. Its address ends with the command, so it says where the report is kept, and its links to
 * files beside it are text.
 * @param file where the report is saved; absent: nowhere
 */
export function endedPage(report: string, file: string | undefined): HtmlDocument {
  const text = report.replace(/<a href="(?!#|https?:)[^"]*"[^>]*>([^<]*)<\/a>/g, '<code>$1</code>');
  return { html: text.replace('<body>\n', () => `<body>\n${note(file)}\n`), policy: reportPolicy };
}

const note = (file: string | undefined): Markup =>
  html`<aside class="served" aria-label="Where this report is"><p>The run has ended. ${
    file === undefined
      ? html`This report is not saved: print it, or run again with <code>--html FILE</code> or <code>--out FOLDER</code>.`
      : html`This report is saved as <code>${file}</code>. This address ends with the command.`
  }</p></aside>`;
