import { printableLine } from '../../model/printable.ts';
import type { CostlyImport } from '../../stats/imports/costliest.ts';
import type { ImportTree } from '../../stats/imports/import-tree.ts';
import type { MeasuredImports } from '../../stats/imports/measured-imports.ts';
import { count, counted, ms, percent } from '../../text/format.ts';
import { allLeft, columnLines } from '../summary/columns.ts';

/** The import of a function, the imports that cost most, and the tree of what takes long, for a terminal. */
export function renderImports(measured: MeasuredImports): string {
  const parts = [[headline(measured)], costliestLines(measured), treeLines(measured)];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

export const headline = ({ handler, language, totalMs, runs, modules }: MeasuredImports): string =>
  `${printableLine(handler)}: ${language} imports ${counted(modules, 'module')} in ${ms(totalMs.median)} (median of ${counted(runs, 'import')}, ${ms(totalMs.lowest)} to ${ms(totalMs.highest)})`;

/** `pandas: 98.0 ms (82%), of which 60.0 ms are its own; it pulls in 2 modules: numpy 30.0 ms, pytz 8.00 ms` */
export function costSentence({ name, selfMs, cumulativeMs, share, pulledIn, longest }: CostlyImport): string {
  const own = pulledIn === 0 ? '' : `, of which ${ms(selfMs)} are its own`;
  const most = longest.map((child) => `${child.name} ${ms(child.cumulativeMs)}`).join(', ');
  const others = pulledIn === 0 ? '' : `; it pulls in ${counted(pulledIn, 'module')}: ${most}`;
  return printableLine(`${name}: ${ms(cumulativeMs)} (${percent(share)})${own}${others}`);
}

function costliestLines({ costliest }: MeasuredImports): string[] {
  if (costliest.length === 0) return ['The module of the handler imports nothing.'];
  const lines = costliest.map((each, index) => `${index + 1}. ${costSentence(each)}`);
  return [
    costliest.length === 1 ? 'The only import:' : `The ${count(costliest.length)} imports that cost most:`,
    ...lines,
  ];
}

/** Below that, a module is in no line of its own. */
const leastShare = 0.02;

function treeLines({ tree }: MeasuredImports): string[] {
  const rows = rowsOf(tree, 0, leastShare * tree.cumulativeMs);
  const table = [['all', 'own', 'module'], ...rows];
  const lines = columnLines(table, (column) => (column < 2 ? 'right' : allLeft()));
  return [...lines, `Modules below ${percent(leastShare)} of the whole are not listed.`];
}

const rowsOf = ({ name, selfMs, cumulativeMs, children }: ImportTree, depth: number, leastMs: number): string[][] => [
  [ms(cumulativeMs), ms(selfMs), `${'  '.repeat(depth)}${printableLine(name)}`],
  ...children.filter((child) => child.cumulativeMs >= leastMs).flatMap((child) => rowsOf(child, depth + 1, leastMs)),
];
