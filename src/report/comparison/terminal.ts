import { printableLine } from '../../model/printable.ts';
import type { MetricComparison } from '../../stats/comparison/compare-runs.ts';
import { columnLines, labelsAndNumbers, widthOf } from '../summary/columns.ts';
import { type Paint, painter } from '../summary/paint.ts';
import type { TerminalOptions } from '../summary/terminal.ts';
import { gateText } from './gate-text.ts';
import { findingOf } from './headline.ts';
import { doubtsOf, methodNote } from './notes.ts';
import { type ComparisonRow, conclusionText, type ReplicateWord, rowOf } from './row.ts';
import { type ComparisonView, targetsIn } from './view.ts';

/** A table per target, the limits, and what limits the comparison. Ends with a line break. */
export function renderComparison(view: ComparisonView, { color, width }: TerminalOptions): string {
  const paint = painter(color);
  const parts = [
    paint.bold(printableLine(findingOf(view))),
    ...targetsIn(view.comparison).map((target) => targetTable(target, view, width, paint)),
    gateLines(view, paint),
    doubtLines(view, paint),
    methodNote(view),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

type Cell = Exclude<keyof ComparisonRow, 'label'>;

const narrowColumns: readonly Cell[] = ['baseline', 'candidate', 'change', 'interval'];

/** Where the terminal is narrow, p and effect size are left out. */
function targetTable(target: string, { comparison }: ComparisonView, width: number, paint: Paint): string {
  const metrics = comparison.metrics.filter((metric) => metric.target === target);
  const linesOf = (cells: readonly Cell[]) => tableOf(target, cells, metrics, comparison.replicate);
  const all = linesOf([...narrowColumns, 'p', 'effect']);
  const [head = '', ...lines] = widthOf(all) <= width ? all : linesOf(narrowColumns);
  const painted = metrics.map((metric, index) => colorOf(metric, paint)(lines[index] ?? ''));
  const others = metrics.findIndex(({ role }) => role === 'exploratory');
  const groups = others === -1 ? [painted] : [painted.slice(0, others), [exploratory], painted.slice(others)];
  return [paint.bold(head), ...groups.flat()].join('\n');
}

const exploratory = '(exploratory, each by itself)';

/** The conclusion, in the last column, is text. */
const tableOf = (
  target: string,
  cells: readonly Cell[],
  metrics: readonly MetricComparison[],
  word: ReplicateWord,
): string[] =>
  columnLines(
    [
      [printableLine(target), ...cells.map((cell) => (cell === 'effect' ? 'δ' : cell)), ''],
      ...metrics.map((metric) => {
        const row = rowOf(metric);
        return [row.label, ...cells.map((cell) => row[cell]), conclusionText(metric.conclusion, word)];
      }),
    ],
    (column) => (column === cells.length + 1 ? 'left' : labelsAndNumbers(column)),
  );

function colorOf({ conclusion, role }: MetricComparison, paint: Paint): (text: string) => string {
  if (role === 'exploratory') return (text) => text;
  if (conclusion === 'regression') return paint.red;
  if (conclusion === 'improvement') return paint.green;
  return conclusion === 'shifted' ? paint.yellow : (text) => text;
}

function gateLines({ gates, comparison }: ComparisonView, paint: Paint): string {
  const marks = { passed: paint.green('✓'), failed: paint.red('✗'), undecided: paint.yellow('?') } as const;
  return gates
    .map(
      (gate) => `${marks[gate.status]} ${printableLine(gate.rule.expression)}  ${gateText(gate, comparison.replicate)}`,
    )
    .join('\n');
}

const doubtLines = (view: ComparisonView, paint: Paint): string =>
  doubtsOf(view)
    .map((text) => `${paint.yellow('!')} ${printableLine(text)}`)
    .join('\n');
