import { html, type Markup } from './markup.ts';
import { page } from './page.ts';
import type { Blank, SheetBlock } from './sheet-blocks.ts';
import { table } from './table.ts';

export const sheetHtml = (title: string, blocks: readonly SheetBlock[]): string =>
  page(
    title,
    html`<main class="sheet"><h1>${title}</h1>${blocks.filter(({ rows }) => rows.length > 0).map(block)}</main>`,
  );

function block({ heading, note, columns, rows }: SheetBlock): Markup {
  const cells = rows.map((row) => row.map(entry));
  const body =
    columns === undefined
      ? html`<dl class="facts">${cells.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`
      : table({ caption: heading, columns: columns.map((label) => ({ label })), rows: cells });
  return html`<section><h2>${heading}</h2>${body}${note === undefined ? undefined : html`<p class="note">${note}</p>`}</section>`;
}

const entry = (value: string | Blank): Markup =>
  typeof value === 'string' ? html`${value}` : html`<span class="blank">to fill in: ${value.fill}</span>`;
