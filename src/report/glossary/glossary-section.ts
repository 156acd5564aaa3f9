import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import { type Meaning, meaningOf, meanings } from './glossary.ts';

/** What every number that is on the page is: its unit, its formula, and what it was measured by. */
export function glossaryTable(parts: readonly (Markup | undefined)[]): Markup | undefined {
  const shown = new Set<Meaning>();
  for (const part of parts)
    for (const [, path = ''] of part?.toString().matchAll(/ data-metric="([^"]+)"/g) ?? []) {
      const meaning = meaningOf(path);
      if (meaning !== undefined) shown.add(meaning);
    }
  if (shown.size === 0) return undefined;
  const left = { align: 'left' } as const;
  return html`<p class="lead">Every number of this page that is in <code>result.json</code>, by its name there, below its target or phase. Hovering or tapping a number shows the same.</p>
${table({
  caption: 'Numbers of this page: unit, formula, source',
  columns: [
    { label: 'number' },
    { label: 'unit', ...left },
    { label: 'how it is worked out', ...left },
    { label: 'source', ...left },
  ],
  rows: [...meanings.values()]
    .filter((meaning) => shown.has(meaning))
    .map(({ metric, unit, formula, source }) => [
      html`<code data-of="${metric}">${metric}</code>`,
      unit,
      formula,
      source,
    ]),
})}`;
}
