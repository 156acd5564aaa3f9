import { printable } from '../model/printable.ts';
import type { RunResult, ThresholdResult, Verdict } from '../model/run-result.ts';
import { costLines } from './cost-lines.ts';
import { absent } from './format.ts';
import { type Paint, painter } from './paint.ts';
import { type TerminalRow, targetHeads, terminalRows } from './terminal-rows.ts';
import { shownSides } from './threshold-format.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; a table that is wider is set target by target. */
  readonly width: number;
}

/** What is shown at the end of a run: targets side by side, thresholds, verdict. Ends with a line break. */
export function renderTable(result: RunResult, { color, width }: TerminalOptions): string {
  const paint = painter(color);
  const names = targetHeads(result).map(oneLine);
  const rows = terminalRows(result).filter(({ cells }) => cells.some((cell) => cell !== absent));
  const parts = [
    paint.bold(oneLine(result.scenario.name)) + (result.status === 'interrupted' ? paint.yellow('  interrupted') : ''),
    comparisonLines(names, rows, width, paint),
    costLines(result).map(oneLine).join('\n'),
    thresholdLines(result.thresholds, paint),
    verdictLines(result.verdict, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const gap = '  ';

function comparisonLines(names: readonly string[], rows: readonly TerminalRow[], width: number, paint: Paint): string {
  const labels = widest(rows.map(({ label }) => label));
  const columns = names.map((name, index) => widest([name, ...rows.map(({ cells }) => cells[index] ?? absent)]));
  const total = columns.reduce((sum, column) => sum + gap.length + column, labels);
  if (total > width) return names.map((name, index) => targetBlock(name, index, rows, paint)).join('\n\n');
  const line = (label: string, cells: readonly string[]) =>
    [label.padEnd(labels), ...columns.map((column, index) => (cells[index] ?? absent).padStart(column))].join(gap);
  return [paint.bold(line('', names)), ...rows.map(({ label, cells }) => line(label, cells))].join('\n');
}

/** For narrow terminals: one target below another. */
function targetBlock(name: string, index: number, rows: readonly TerminalRow[], paint: Paint): string {
  const own = rows.filter(({ cells }) => cells[index] !== absent);
  const labels = widest(own.map(({ label }) => label));
  return [
    paint.bold(name),
    ...own.map(({ label, cells }) => `${gap}${label.padEnd(labels)}${gap}${cells[index]}`),
  ].join('\n');
}

const thresholdLines = (thresholds: readonly ThresholdResult[], paint: Paint): string =>
  thresholds
    .map((threshold) => {
      const sides = `  ${shownSides(threshold)}`;
      const [mark, seen] = threshold.passed ? [paint.green('✓'), sides] : [paint.red('✗'), paint.red(sides)];
      return `${mark} ${oneLine(threshold.expression)}${seen}`;
    })
    .join('\n');

function verdictLines({ status, sentence, reasons }: Verdict, paint: Paint): string {
  const colour = { VALID: paint.green, SUSPECT: paint.yellow, INVALID: paint.red }[status];
  const doubts = reasons.flatMap(({ message, advice }) => [`  ${oneLine(message)}`, `    ${oneLine(advice)}`]);
  return [`${colour(status)}  ${oneLine(sentence)}`, ...doubts].join('\n');
}

/** Measured text must not move the cursor, colour the screen or start a new line. */
const oneLine = (text: string): string => printable(text).replaceAll('\n', '\\n');

const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0);
