import { type Content, html, type Markup } from './markup.ts';

interface Column {
  readonly label: string;
  /** In place of the label. */
  readonly content?: Content;
  readonly title?: string;
  /** Words are set to the left, numbers to the right. */
  readonly align?: 'left';
}

export interface TableParts {
  readonly caption: string;
  /** The first one names the rows. */
  readonly columns: readonly (string | Column)[];
  readonly rows: readonly (readonly Content[])[];
  /** Each row has a figure of its own. */
  readonly byRow?: true;
  /** Of which the rows are a part. Absent: they are all. */
  readonly totalRows?: number;
}

/** A column of words. */
export const left = (label: string): Column => ({ label, align: 'left' });

export function table({ caption, columns: named, rows, byRow, totalRows = rows.length }: TableParts): Markup {
  const columns = named.map((column): Column => (typeof column === 'string' ? { label: column } : column));
  const head = columns.map(
    ({ label, content = label, title = label, align }, index) =>
      html`<th scope="col" title="${title}" class="${index === 0 || align === 'left' ? 'left' : 'right'}">${content}</th>`,
  );
  const body = rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell, index) => html`<td class="${columns[index + 1]?.align ?? 'right'}">${cell}</td>`)}</tr>\n`,
  );
  return scrolling(
    caption,
    html`<table${byRow && html` class="by-row"`}${totalRows > rows.length ? html` data-total="${totalRows}"` : undefined}><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}</tbody></table>`,
  );
}

/** A drawing or table that may be wider than the page: it scrolls by itself, with a keyboard too. */
export const scrolling = (label: string, content: Content): Markup =>
  html`<div class="scroll" role="group" tabindex="0" aria-label="${label}">${content}</div>`;

/** Labels, and what belongs to each. */
export const factList = (facts: readonly (readonly Content[])[]): Markup =>
  html`<dl class="facts">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

/** How a drawing is read, for who asks. */
export const explained = (text: Content): Markup => folded('How to read this', html`<p class="note">${text}</p>`);

/** What is long is folded up; print unfolds it. */
export const folded = (summary: Content, content: Content): Markup =>
  html`<details><summary>${summary}</summary>${content}</details>`;
