import { html, type Markup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { factList, table } from '../page/table.ts';
import type { Entry, SheetBlock } from './entry.ts';

export const sheetHtml = (title: string, blocks: readonly SheetBlock[]): string =>
  page(
    title,
    html`<main class="sheet${isLong(blocks) ? ' long' : ''}"><h1>${title}</h1>${blocks.filter(({ rows }) => rows.length > 0).map(block)}</main>`,
  );

/** Two options take 26 rows, which fill most of a page at full size. */
const isLong = (blocks: readonly SheetBlock[]): boolean =>
  blocks.reduce((sum, { rows }) => sum + rows.length, 0) > mostRows;

const mostRows = 28;

function block({ heading, note, columns, rows }: SheetBlock): Markup {
  const cells = rows.map((row) => row.map(entry));
  const body = columns === undefined ? factList(cells) : table({ caption: heading, columns, rows: cells });
  return html`<section><h2>${heading}</h2>${body}${note && html`<p class="note">${note}</p>`}</section>`;
}

function entry(value: Entry): Markup {
  if (typeof value === 'string') return html`${value}`;
  if ('fill' in value) return html`<span class="blank">to fill in: ${value.fill}</span>`;
  return html`<span class="figure" title="${value.metric}">${unbroken(value.text)}</span>`;
}

/** No line ends between a number and its unit. */
const unbroken = (text: string): string => text.replaceAll(/(\d) (?=(?:ms|s|min|MB|GB)\b)/g, '$1\u00a0');
