import { groupBy } from '../../stats/group.ts';
import { count, counted } from '../../text/format.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { scrolling } from '../page/table.ts';
import { historyHeads, historyRows } from './rows.ts';
import type { HistoryEntry } from './run.ts';

type Run = Extract<HistoryEntry, { kind: 'run' }>;

/**
 * An index page of runs.
 * @param pathTo from the page's folder to the folder of a run, with `/` between its parts.
 */
export function renderHistoryPage(entries: readonly HistoryEntry[], pathTo: (directory: string) => string): string {
  const runs = entries.flatMap((entry) => (entry.kind === 'run' ? [entry] : []));
  const content = html`<header><p class="eyebrow">rollcall history</p><h1>${counted(runs.length, 'run')}</h1>${summary(runs)}</header>
<main class="history">
<section aria-label="Runs">${runs.length === 0 ? html`<p>No runs. A run of a scenario makes one: <code>rollcall run SCENARIO</code></p>` : runsTable(runs, pathTo)}</section>
${damagedPart(entries)}
</main>
<footer><p>Made by rollcall from the <code>result.json</code> of each run. A folder that is underlined leads to the report of its run.</p></footer>`;
  return page('rollcall runs', content);
}

function summary(runs: readonly Run[]): Markup | undefined {
  if (runs.length === 0) return undefined;
  const verdicts = [...groupBy(runs, ({ verdict }) => verdict)].map(
    ([verdict, own]) => `${count(own.length)} ${verdict}`,
  );
  const failed = runs.filter(({ thresholds }) => thresholds.failed > 0).length;
  return html`<p class="question">${[...verdicts, ...(failed > 0 ? [`thresholds failed in ${count(failed)}`] : [])].join(', ')}</p>`;
}

/** Flat, as a spreadsheet wants it: what is said of a whole run stands in each of its rows, and is seen in the first. */
function runsTable(runs: readonly Run[], pathTo: (directory: string) => string): Markup {
  const heads = historyHeads.map((label, index) => html`<th scope="col" class="${sideOf(index)}">${label}</th>`);
  const rows = runs.flatMap((run) => historyRows(run).map((cells, index) => rowOf(run, cells, index > 0, pathTo)));
  return scrolling(
    'Runs, newest first',
    html`<table><caption>Newest first</caption><thead><tr>${heads}</tr></thead><tbody>\n${rows}</tbody></table>`,
  );
}

const places = { verdict: 2, thresholds: 3, target: 4, folder: historyHeads.length - 1 } as const;

const sideOf = (index: number): 'left' | 'right' =>
  index <= places.target || index === places.folder ? 'left' : 'right';

function rowOf(run: Run, cells: readonly string[], again: boolean, pathTo: (directory: string) => string): Markup {
  const [date, ...others] = cells.map((text, index) => {
    if (index >= places.target && index < places.folder) return text;
    return again ? html`<span class="unseen">${text}</span>` : cellOf(run, text, index, pathTo);
  });
  const data = others.map((content, index) => html`<td class="${sideOf(index + 1)}">${content}</td>`);
  return html`<tr class="${again ? 'again' : 'first'}"><th scope="row">${date}</th>${data}</tr>\n`;
}

function cellOf(run: Run, text: string, index: number, pathTo: (directory: string) => string): Content {
  if (index === places.verdict) return html`<span class="tag ${run.verdict.toLowerCase()}">${text}</span>`;
  if (index === places.thresholds && run.thresholds.failed > 0) return html`<span class="trouble">${text}</span>`;
  if (index !== places.folder) return text;
  return run.hasReport ? link(text, `${pathTo(text)}/report.html`) : text;
}

function damagedPart(entries: readonly HistoryEntry[]): Content {
  const items = entries.flatMap((entry) =>
    entry.kind === 'damaged'
      ? [html`<li><code>${entry.directory}</code><br><span class="muted">${entry.why}</span></li>`]
      : [],
  );
  return items.length === 0
    ? undefined
    : html`<section><h2>Cannot be read</h2><ul class="damaged">${items}</ul></section>`;
}

/** Every part is encoded, so that a folder cannot be named like another scheme. */
const link = (text: string, path: string): Content =>
  html`<a href="${path.split('/').map(encoded).join('/')}">${text}</a>`;

const encoded = (part: string): string => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
