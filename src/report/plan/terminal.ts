import type { PlanResult } from '../../model/plan/plan-result.ts';
import { printableLine } from '../../model/printable.ts';
import { allLeft, columnLines } from '../summary/columns.ts';
import { painter } from '../summary/paint.ts';
import type { TerminalOptions } from '../summary/terminal.ts';
import { planBlocks } from './text-blocks.ts';

/** A plan for a terminal. Ends with a line break. */
export function renderPlan(plan: PlanResult, { color }: TerminalOptions): string {
  const { bold } = painter(color);
  const blocks = planBlocks(plan).map(({ heading, lines, table = [] }) => {
    const cells = table.map((row) => row.map(printableLine));
    return [bold(printableLine(heading)), ...lines.map(printableLine), ...columnLines(cells, allLeft)].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
