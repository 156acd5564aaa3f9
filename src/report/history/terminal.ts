import { printable, printableLine } from '../../model/printable.ts';
import { columnLines } from '../summary/columns.ts';
import { historyHeads, historyRows } from './rows.ts';
import type { HistoryEntry } from './run.ts';

/** Runs as a table for a terminal, and below it those that cannot be read, with why. Ends with a line break. */
export function renderHistoryTable(entries: readonly HistoryEntry[]): string {
  const rows = entries
    .flatMap((entry) => (entry.kind === 'run' ? historyRows(entry).map(onceOnly) : []))
    .map((cells) => cells.map(printableLine));
  const damaged = entries.flatMap((entry) => (entry.kind === 'damaged' ? [entry] : []));
  const table =
    rows.length === 0
      ? ['no runs']
      : columnLines([historyHeads, ...rows], (column) => (isNumber(column) ? 'right' : 'left'));
  const doubts = damaged.map(
    ({ directory, why }) => `cannot be read: ${printableLine(directory)}\n  ${printable(why).replaceAll('\n', '\n  ')}`,
  );
  return `${[table.join('\n'), ...doubts].join('\n\n')}\n`;
}

/** Facts about the whole run are in its first row only. */
const onceOnly = (cells: readonly string[], index: number): string[] =>
  cells.map((cell, column) => (index > 0 && !isOfTarget(column) ? '' : cell));

const isOfTarget = (column: number): boolean =>
  column >= historyHeads.indexOf('target') && column < historyHeads.length - 1;

const firstNumber = historyHeads.indexOf('environments');
const isNumber = (column: number): boolean => column >= firstNumber && column < historyHeads.length - 1;
