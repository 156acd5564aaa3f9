import { printable } from '../../model/printable.ts';
import { when } from '../../text/format.ts';
import type { SheetContent } from './content.ts';
import { conditionsWords, type Decision, decisionHeadings } from './decision.ts';
import type { Entry, SheetBlock } from './entry.ts';

export function sheetMarkdown({ result, doubts, decision, blocks, risks, notes, signed }: SheetContent): string {
  const { scenario, startedAt, verdict } = result;
  const standing = [verdict.status, ...doubts].map(text).join('; ');
  return [
    `# Decision sheet: ${text(scenario.name)}\n`,
    `${text(scenario.question)} Measured ${text(when(startedAt))}.\n`,
    `**${standing}**\n`,
    decisionPart(decision),
    ...[...blocks, ...risks, ...notes, ...signed].map(block),
  ].join('\n');
}

const decisionPart = ({ kind, headline, beside, conditions }: Decision): string =>
  `## ${decisionHeadings[kind]}\n\n**${text(headline)}**\n${beside === undefined ? '' : `\n${text(beside)}\n`}${
    conditions.length === 0 ? '' : `\n${conditionsWords[kind]}\n\n${list(conditions)}`
  }`;

const list = (items: readonly string[]): string => items.map((item) => `- ${text(item)}\n`).join('');

function block(of: SheetBlock): string {
  const note = of.note === undefined ? '' : `\n${text(of.note)}\n`;
  return `## ${text(of.heading)}\n\n${of.kind === 'list' ? list(of.items) : tableOf(of)}${note}`;
}

function tableOf(of: Exclude<SheetBlock, { kind: 'list' }>): string {
  if (of.kind !== 'table') return lines(['', ''], of.rows);
  const { columns, rows } = of;
  // A drawing says what other cells say in words.
  const isText = (_: unknown, index: number) => rows.every((row) => !isDrawing(row[index]));
  const heads = columns.filter(isText).map((column) => (typeof column === 'string' ? column : column.label));
  return lines(
    heads,
    rows.map((row) => row.filter(isText)),
  );
}

const isDrawing = (entry: Entry | undefined): boolean => typeof entry === 'object' && 'drawing' in entry;

const lines = (heads: readonly string[], rows: readonly (readonly Entry[])[]): string =>
  [heads.map(text), heads.map(() => '---'), ...rows.map((row) => row.map(entry))]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');

function entry(value: Entry): string {
  if (typeof value === 'string') return text(value);
  if ('fill' in value) return `\\_\\_\\_\\_\\_\\_ *(to fill in: ${text(value.fill)})*`;
  return 'drawing' in value ? '' : text(value.text);
}

/** Nothing in it is markup, whoever wrote it: what means something to Markdown or HTML is an entity, lines stay one. */
const text = (value: string): string =>
  printable(value)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]<>#|~&!@]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
