import { printableLine } from '../../model/printable.ts';
import type { Conclusion } from '../../stats/comparison/conclude.ts';
import { columnLines, labelsAndNumbers, widthOf } from '../summary/columns.ts';
import { type Paint, painter } from '../summary/paint.ts';
import type { TerminalOptions } from '../summary/terminal.ts';
import {
  type ComparisonRow,
  type ComparisonView,
  conclusionWords,
  doubtsOf,
  findingOf,
  gateValue,
  gateWords,
  methodNote,
  rowOf,
  targetsIn,
} from './view.ts';

/** A table per target, the limits, and what limits the comparison. Ends with a line break. */
export function renderComparison(view: ComparisonView, { color, width }: TerminalOptions): string {
  const paint = painter(color);
  const parts = [
    paint.bold(printableLine(findingOf(view))),
    ...targetsIn(view.comparison).map((target) => targetTable(target, view, width, paint)),
    gateLines(view, paint),
    doubtLines(view, paint),
    methodNote(view.comparison),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

type Cell = Exclude<keyof ComparisonRow, 'label' | 'conclusion'>;

const narrowColumns: readonly Cell[] = ['baseline', 'candidate', 'change', 'interval'];

/** Where the terminal is narrow, p and effect size are left out. */
function targetTable(target: string, { comparison }: ComparisonView, width: number, paint: Paint): string {
  const rows = comparison.metrics.filter((metric) => metric.target === target).map(rowOf);
  const all = tableOf(target, [...narrowColumns, 'p', 'effect'], rows);
  const [head = '', ...lines] = widthOf(all) <= width ? all : tableOf(target, narrowColumns, rows);
  const painted = rows.map(({ conclusion }, index) => colorOf(conclusion, paint)(lines[index] ?? ''));
  return [paint.bold(head), ...painted].join('\n');
}

/** The conclusion, in the last column, is text. */
const tableOf = (target: string, cells: readonly Cell[], rows: readonly ComparisonRow[]): string[] =>
  columnLines(
    [
      [printableLine(target), ...cells.map((cell) => (cell === 'effect' ? 'δ' : cell)), ''],
      ...rows.map((row) => [row.label, ...cells.map((cell) => row[cell]), conclusionWords[row.conclusion]]),
    ],
    (column) => (column === cells.length + 1 ? 'left' : labelsAndNumbers(column)),
  );

function colorOf(conclusion: Conclusion, paint: Paint): (text: string) => string {
  if (conclusion === 'regression') return paint.red;
  if (conclusion === 'improvement') return paint.green;
  return conclusion === 'shifted' ? paint.yellow : (text) => text;
}

function gateLines({ gates }: ComparisonView, paint: Paint): string {
  return gates
    .map((gate) => {
      const { status, rule } = gate;
      const mark = status === 'passed' ? paint.green('✓') : status === 'failed' ? paint.red('✗') : paint.yellow('?');
      const measured = status === 'not-measured' ? '' : `is ${gateValue(gate)}, `;
      return `${mark} ${printableLine(rule.expression)}  ${measured}${gateWords[status]}`;
    })
    .join('\n');
}

const doubtLines = (view: ComparisonView, paint: Paint): string =>
  doubtsOf(view)
    .map((text) => `${paint.yellow('!')} ${printableLine(text)}`)
    .join('\n');
