import type { PlanResult } from '../../model/plan/plan-result.ts';
import { row, text } from '../summary/markdown-text.ts';
import { planBlocks } from './text-blocks.ts';

/** A plan as Markdown, for a document or a pull request. */
export function renderPlanMarkdown(plan: PlanResult): string {
  const blocks = planBlocks(plan).map(({ heading, lines, table = [] }, index) => {
    const [head = [], ...rows] = table;
    const cells = (some: readonly string[]) => row(some.map(text));
    const grid = rows.length === 0 ? [] : [cells(head), row(head.map(() => '---')), ...rows.map(cells)];
    const items = lines.map((line) => (line.startsWith('- ') ? `- ${text(line.slice(2))}` : `\n${text(line)}\n`));
    return [`${index === 0 ? '#' : '##'} ${text(heading)}`, items.join('\n').trim(), grid.join('\n')]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
