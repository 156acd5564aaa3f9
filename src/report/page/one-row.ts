import { type Content, html, type Markup } from './markup.ts';
import { left, type TableParts, table } from './table.ts';

/** Tables one below the other. Those that have one row each, of the same thing, are one table: a row for each of their figures. */
export function tables(parts: readonly (TableParts | undefined)[], merged: string): Markup {
  const all = parts.filter((part) => part !== undefined);
  const name = nameOf(all.find(({ rows }) => rows.length === 1));
  const single = all.filter((part) => part.rows.length === 1 && nameOf(part) === name);
  if (single.length < 2) return html`${all.map(table)}`;
  return html`${byRow(single, merged)}${all.filter((part) => !single.includes(part)).map(table)}`;
}

const nameOf = (part: TableParts | undefined): string => html`${part?.rows[0]?.[0]}`.toString();

function byRow(single: readonly TableParts[], caption: string): Markup {
  const [first] = single;
  const known = new Set<string>();
  const rows = single.flatMap(({ caption: group, columns, rows: [cells = []] }) =>
    columns.slice(1).flatMap((column, index): (readonly Content[])[] => {
      const label = typeof column === 'string' ? column : column.label;
      const row = `${label} ${html`${cells[index + 1]}`}`;
      if (known.has(row)) return [];
      known.add(row);
      return [[label, cells[index + 1], group]];
    }),
  );
  const columns = ['figure', { label: 'value', content: first?.rows[0]?.[0] }, left('of')];
  return table({ caption, columns, rows, byRow: true });
}
