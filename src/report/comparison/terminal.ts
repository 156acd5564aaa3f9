import { printableLine } from '../../model/printable.ts';
import type { Conclusion } from '../../stats/comparison/conclude.ts';
import type { GateStatus } from '../../stats/comparison/gates.ts';
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

/** A table per target, the limits, and what speaks against the comparison. Ends with a line break. */
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

const columns = [
  { head: '', of: ({ label }: ComparisonRow) => label, optional: false },
  { head: 'baseline', of: ({ baseline }: ComparisonRow) => baseline, optional: false },
  { head: 'candidate', of: ({ candidate }: ComparisonRow) => candidate, optional: false },
  { head: 'change', of: ({ change }: ComparisonRow) => change, optional: false },
  { head: 'interval', of: ({ interval }: ComparisonRow) => interval, optional: false },
  { head: 'p', of: ({ p }: ComparisonRow) => p, optional: true },
  { head: 'δ', of: ({ effect }: ComparisonRow) => effect, optional: true },
  { head: '', of: ({ conclusion }: ComparisonRow) => conclusionWords[conclusion], optional: false },
] as const;

/** Where the terminal is narrow, p and effect size are left away. */
function targetTable(target: string, { comparison }: ComparisonView, width: number, paint: Paint): string {
  const rows = comparison.metrics.filter((metric) => metric.target === target).map(rowOf);
  const all = tableOf(target, columns, rows);
  const fits = widthOf(all) <= width;
  const required = columns.filter(({ optional }) => !optional);
  const [head = '', ...lines] = fits ? all : tableOf(target, required, rows);
  const painted = rows.map(({ conclusion }, index) => colors(paint)[conclusion](lines[index] ?? ''));
  return [paint.bold(head), ...painted].join('\n');
}

/** The conclusion, in the last column, is text. */
const tableOf = (target: string, of: readonly (typeof columns)[number][], rows: readonly ComparisonRow[]): string[] =>
  columnLines(
    [
      [printableLine(target), ...of.slice(1).map(({ head }) => head)],
      ...rows.map((row) => of.map((column) => column.of(row))),
    ],
    (column) => (column === of.length - 1 ? 'left' : labelsAndNumbers(column)),
  );

const asIs = (text: string): string => text;

const colors = (paint: Paint): Readonly<Record<Conclusion, (text: string) => string>> => ({
  regression: paint.red,
  improvement: paint.green,
  ...{ equivalent: asIs, shifted: paint.yellow, inconclusive: asIs, 'too-few': asIs, 'one-run': asIs },
  'not-measured': asIs,
});

function gateLines({ gates }: ComparisonView, paint: Paint): string {
  const marks: Readonly<Record<GateStatus, string>> = {
    passed: paint.green('✓'),
    failed: paint.red('✗'),
    'too-few': paint.yellow('?'),
    'not-measured': paint.yellow('?'),
  };
  return gates
    .map((gate) => {
      const { status, rule } = gate;
      const measured = status === 'not-measured' ? '' : `is ${gateValue(gate)}, `;
      return `${marks[status]} ${printableLine(rule.expression)}  ${measured}${gateWords[status]}`;
    })
    .join('\n');
}

const doubtLines = (view: ComparisonView, paint: Paint): string =>
  doubtsOf(view)
    .map((text) => `${paint.yellow('!')} ${printableLine(text)}`)
    .join('\n');
