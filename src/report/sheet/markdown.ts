import { printable } from '../../model/printable.ts';
import type { Entry, SheetBlock } from './entry.ts';

export const sheetMarkdown = (title: string, blocks: readonly SheetBlock[]): string =>
  `# ${text(title)}\n\n${blocks
    .filter(({ rows }) => rows.length > 0)
    .map(block)
    .join('\n')}`;

function block({ heading, note, columns, rows }: SheetBlock): string {
  const head = (columns ?? ['', '']).map((column) => (typeof column === 'string' ? column : column.label));
  const lines = [head.map(text), head.map(() => '---'), ...rows.map((row) => row.map(entry))];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  return `## ${text(heading)}\n\n${table}${note === undefined ? '' : `\n${text(note)}\n`}`;
}

function entry(value: Entry): string {
  if (typeof value === 'string') return text(value);
  return 'fill' in value ? `\\_\\_\\_\\_\\_\\_ *(to fill in: ${text(value.fill)})*` : text(value.text);
}

/** Nothing in it is markup, whoever wrote it: what means something to Markdown or HTML is an entity, lines stay one. */
const text = (value: string): string =>
  printable(value)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]<>#|~&!@]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
