import { printableLine } from '../../model/printable.ts';
import type { RunResult, ThresholdResult, Verdict } from '../../model/run-result.ts';
import { absent } from '../../text/format.ts';
import { shownSides } from '../figures/threshold-format.ts';
import { allLeft, columnLines, widthOf } from './columns.ts';
import { costLines } from './cost-lines.ts';
import { environmentLines } from './environment-lines.ts';
import { type Paint, painter } from './paint.ts';
import { type TerminalRow, targetHeads, terminalRows } from './terminal-rows.ts';
import { workerLines } from './worker-lines.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; a table that is wider is set target by target. */
  readonly width: number;
}

/** What is shown at the end of a run: targets side by side, thresholds, verdict. Ends with a line break. */
export function renderTable(result: RunResult, { color, width }: TerminalOptions): string {
  const paint = painter(color);
  const names = targetHeads(result).map(printableLine);
  const rows = terminalRows(result).filter(({ cells }) => cells.some((cell) => cell !== absent));
  const parts = [
    paint.bold(printableLine(result.scenario.name)) +
      (result.status === 'interrupted' ? paint.yellow('  interrupted') : ''),
    comparisonLines(names, rows, width, paint),
    environmentLines(result).map(printableLine).join('\n'),
    workerLines(result).map(printableLine).join('\n'),
    costLines(result).map(printableLine).join('\n'),
    thresholdLines(result.thresholds, paint),
    verdictLines(result.verdict, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function comparisonLines(names: readonly string[], rows: readonly TerminalRow[], width: number, paint: Paint): string {
  const [head = '', ...lines] = columnLines([
    ['', ...names],
    ...rows.map(({ label, cells }) => [label, ...names.map((_, index) => cells[index] ?? absent)]),
  ]);
  if (widthOf([head, ...lines]) <= width) return [paint.bold(head), ...lines].join('\n');
  return names.map((name, index) => targetBlock(name, index, rows, paint)).join('\n\n');
}

/** For narrow terminals: one target below another. */
function targetBlock(name: string, index: number, rows: readonly TerminalRow[], paint: Paint): string {
  const own = rows.flatMap(({ label, cells }) => {
    const cell = cells[index] ?? absent;
    return cell === absent ? [] : [[`  ${label}`, cell]];
  });
  return [paint.bold(name), ...columnLines(own, allLeft)].join('\n');
}

const thresholdLines = (thresholds: readonly ThresholdResult[], paint: Paint): string =>
  thresholds
    .map((threshold) => {
      const sides = `  ${shownSides(threshold)}`;
      const [mark, seen] = threshold.passed ? [paint.green('✓'), sides] : [paint.red('✗'), paint.red(sides)];
      return `${mark} ${printableLine(threshold.expression)}${seen}`;
    })
    .join('\n');

/** An INVALID run has no finding. */
const nothingFound = 'nothing can be concluded from this run: change what is named below, and run it again';

function verdictLines({ status, finding = { roll: nothingFound }, reasons }: Verdict, paint: Paint): string {
  const color = { VALID: paint.green, SUSPECT: paint.yellow, INVALID: paint.red }[status];
  const doubts = reasons.flatMap(({ status: weight, message, advice }) => [
    `  ${weight === 'INVALID' ? `${paint.red(weight)}  ` : ''}${printableLine(message)}`,
    `    ${printableLine(advice)}`,
  ]);
  const { roll, waiting, money } = finding;
  const found = [roll, waiting, money].filter((line) => line !== undefined).map(printableLine);
  return [`${color(status)}  ${found.join(`\n${' '.repeat(status.length)}  `)}`, ...doubts].join('\n');
}
