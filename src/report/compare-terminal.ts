import { printable } from '../model/printable.ts';
import type { Conclusion } from '../stats/comparison/conclude.ts';
import type { GateStatus } from '../stats/comparison/gates.ts';
import {
  advice,
  type ComparisonRow,
  type ComparisonView,
  conclusionWords,
  findingOf,
  gateValue,
  gateWords,
  methodNote,
  rowOf,
  targetsIn,
} from './compare-view.ts';
import { type Paint, painter } from './paint.ts';
import type { TerminalOptions } from './terminal.ts';

/** A table per target, the limits, and what speaks against the comparison. Ends with a line break. */
export function renderComparison(view: ComparisonView, { color, width }: TerminalOptions): string {
  const paint = painter(color);
  const parts = [
    paint.bold(oneLine(findingOf(view))),
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

const gap = '  ';

/** Where the terminal is narrow, p and effect size are left away. */
function targetTable(target: string, { comparison }: ComparisonView, width: number, paint: Paint): string {
  const rows = comparison.metrics.filter((metric) => metric.target === target).map(rowOf);
  const all = widthsOf(columns, rows);
  const fits = all.reduce((sum, column) => sum + column + gap.length, 0) <= width;
  const shown = fits ? columns : columns.filter(({ optional }) => !optional);
  const widths = widthsOf(shown, rows);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        index === 0 || index === cells.length - 1 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join(gap)
      .trimEnd();
  return [
    paint.bold(line([oneLine(target), ...shown.slice(1).map(({ head }) => head)])),
    ...rows.map((row) => colours(paint)[row.conclusion](line(shown.map(({ of }) => of(row))))),
  ].join('\n');
}

const widthsOf = (of: readonly (typeof columns)[number][], rows: readonly ComparisonRow[]): number[] =>
  of.map((column) => Math.max(column.head.length, ...rows.map((row) => column.of(row).length)));

const asIs = (text: string): string => text;

const colours = (paint: Paint): Readonly<Record<Conclusion, (text: string) => string>> => ({
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
      return `${marks[status]} ${oneLine(rule.expression)}  ${measured}${gateWords[status]}`;
    })
    .join('\n');
}

function doubtLines(view: ComparisonView, paint: Paint): string {
  const left = view.leftOut.map(({ name, why }) => `Left out: ${name}, ${why}.`);
  const lines = [...left, ...view.doubts, ...[advice(view)].filter((text) => text !== undefined)];
  return lines.map((text) => `${paint.yellow('!')} ${oneLine(text)}`).join('\n');
}

/** Measured text must not move the cursor, colour the screen or start a new line. */
const oneLine = (text: string): string => printable(text).replaceAll('\n', '\\n');
