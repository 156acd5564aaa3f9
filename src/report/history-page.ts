import { counted } from './format.ts';
import { historyHeads, historyRows } from './history-rows.ts';
import type { HistoryEntry } from './history-run.ts';
import { type Content, html } from './markup.ts';
import { page } from './page.ts';
import { table } from './table.ts';

/**
 * An index page of runs.
 * @param pathTo from the page's folder to the folder of a run, with `/` between its parts.
 */
export function renderHistoryPage(entries: readonly HistoryEntry[], pathTo: (directory: string) => string): string {
  const runs = entries.flatMap((entry) => (entry.kind === 'run' ? [entry] : []));
  const rows = runs.flatMap((run) =>
    historyRows(run).map((cells): Content[] => {
      const words: Content[] = cells.slice(0, -1);
      const folder = cells.at(-1) ?? '';
      return [...words, !run.hasReport ? folder : link(folder, `${pathTo(folder)}/report.html`)];
    }),
  );
  const columns = historyHeads.map((label, index) =>
    index < 5 || index === historyHeads.length - 1 ? { label, align: 'left' as const } : { label },
  );
  const listed = runs.length === 0 ? html`<p>No runs.</p>` : table({ caption: 'Newest first', columns, rows });
  return page(
    'rollcall runs',
    html`<header><p class="eyebrow">rollcall history</p><h1>${counted(runs.length, 'run')}</h1></header>
<main>
<section>${listed}</section>
${damagedPart(entries)}
</main>`,
  );
}

function damagedPart(entries: readonly HistoryEntry[]): Content {
  const items = entries.flatMap((entry) =>
    entry.kind === 'damaged'
      ? [html`<li><code>${entry.directory}</code><br><span class="muted">${entry.why}</span></li>`]
      : [],
  );
  return items.length === 0 ? undefined : html`<section><h2>Cannot be read</h2><ul>${items}</ul></section>`;
}

/** Every part is encoded, so that a folder cannot be named like another scheme. */
const link = (text: string, path: string): Content =>
  html`<a href="${path.split('/').map(encoded).join('/')}">${text}</a>`;

const encoded = (part: string): string => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
