import { when } from '../../text/format.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { scrolling } from '../page/table.ts';
import type { SheetContent } from './content.ts';
import { conditionsWords, type Decision, decisionHeadings } from './decision.ts';
import type { Entry, SheetBlock, SheetColumn } from './entry.ts';
import { printZoom } from './print-zoom.ts';

export function sheetHtml(sheet: SheetContent): string {
  const { result, doubts, decision, blocks, risks, notes, signed } = sheet;
  const { scenario, startedAt, verdict } = result;
  const head = html`<p class="eyebrow">Decision sheet <span class="muted">${scenario.name}, measured ${when(startedAt)}</span></p>
<h1>${scenario.question}</h1>
<p class="standing ${verdict.status.toLowerCase()}"><strong>${verdict.status}</strong> ${doubts.join('; ')}</p>`;
  const content = html`<main class="sheet" style="--print-zoom: ${printZoom(sheet)}">${head}
${decisionPart(decision)}
${blocks.map(block)}
<div class="halves"><div>${risks.map(block)}</div><div class="thirds">${notes.map(block)}</div></div>
${signed.map(block)}</main>`;
  return page(`Decision sheet: ${scenario.name}`, content);
}

const decisionPart = ({ kind, headline, beside, conditions }: Decision): Markup =>
  html`<section class="decision ${kind}"><h2>${decisionHeadings[kind]}</h2><p class="headline">${headline}</p>${beside && html`<p>${beside}</p>`}
${conditions.length === 0 ? undefined : html`<p class="while">${conditionsWords[kind]}</p><ol>${conditions.map((text) => html`<li>${text}</li>`)}</ol>`}</section>`;

function block(of: SheetBlock): Markup {
  const body = of.kind === 'table' ? tableOf(of) : of.kind === 'list' ? listOf(of.items) : fieldsOf(of.rows);
  return html`<section class="part-${of.kind}"><h2>${of.heading}</h2>${body}${of.note && html`<p class="note">${of.note}</p>`}</section>
`;
}

const listOf = (items: readonly string[]): Markup => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

const fieldsOf = (rows: readonly (readonly [string, Entry])[]): Markup =>
  html`<dl class="fields">${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${entry(value)}</dd></div>`)}</dl>`;

function tableOf({ heading, columns: named, rows }: Extract<SheetBlock, { kind: 'table' }>): Markup {
  const columns = named.map(
    (column, index): SheetColumn =>
      typeof column === 'string' ? { label: column, align: index === 0 ? 'left' : 'right' } : column,
  );
  const heads = columns.map(
    (column) =>
      html`<th scope="col" class="${lookOf(column)}">${column.drawing}${column.drawing === undefined ? column.label : html`<span class="unseen">${column.label}</span>`}</th>`,
  );
  const body = rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${entry(name)}</th>${cells.map((cell, index) => html`<td class="${lookOf(columns[index + 1])}">${entry(cell)}</td>`)}</tr>\n`,
  );
  return scrolling(
    heading,
    html`<table><caption>${heading}</caption><thead><tr>${heads}</tr></thead><tbody>\n${body}</tbody></table>`,
  );
}

const lookOf = (column: SheetColumn | undefined): string =>
  `${column?.align ?? 'right'}${column?.isDetail ? ' detail' : ''}`;

function entry(value: Entry): Content {
  if (typeof value === 'string') return value;
  if ('drawing' in value) return value.drawing;
  if ('fill' in value)
    return html`<input class="blank" aria-label="to fill in: ${value.fill}" placeholder="${value.fill}" autocomplete="off">`;
  return html`<span class="figure${value.text.length > mostUnbroken ? ' wraps' : ''}" title="${value.basis}: ${value.metric}">${unbroken(value.text)}</span>`;
}

/** Longer figures may take two lines. */
const mostUnbroken = 26;

/** No line ends between a number and its unit. */
const unbroken = (text: string): string => text.replaceAll(/(\d) (?=(?:ms|s|min|MB|GB)\b)/g, '$1\u00a0');
