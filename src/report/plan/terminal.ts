import type { PlanResult } from '../../model/plan/plan-result.ts';
import { printableLine } from '../../model/printable.ts';
import { allLeft, columnLines, widthOf } from '../summary/columns.ts';
import { painter } from '../summary/paint.ts';
import type { TerminalOptions } from '../summary/terminal.ts';
import { planBlocks } from './text-blocks.ts';

/** Two options with their intervals take as much. */
const leastWidth = 120;

/** A plan for a terminal. Ends with a line break. */
export function renderPlan(plan: PlanResult, { color, width }: TerminalOptions): string {
  const { bold } = painter(color);
  const blocks = planBlocks(plan).map(({ heading, lines, table = [], isWide }) => {
    const cells = table.map((row) => row.map(printableLine));
    const tables = isWide ? besideOneAnother(cells, Math.max(width, leastWidth)) : [cells];
    const grids = tables.map((each) => columnLines(each, allLeft).join('\n')).join('\n\n');
    return [bold(printableLine(heading)), ...lines.map(printableLine), ...(grids === '' ? [] : [grids])].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

/** A table as several with the same first column, each with as many of the others as are no wider. */
function besideOneAnother(table: readonly (readonly string[])[], width: number): string[][][] {
  const of = (columns: readonly number[]) => table.map((row) => [0, ...columns].map((column) => row[column] ?? ''));
  const isTooWide = (columns: readonly number[]) => widthOf(columnLines(of(columns), allLeft)) > width;
  const groups: number[][] = [];
  for (let column = 1; column < (table[0]?.length ?? 0); column += 1) {
    const last = groups.at(-1);
    if (last === undefined || isTooWide([...last, column])) groups.push([column]);
    else last.push(column);
  }
  return groups.map(of);
}
