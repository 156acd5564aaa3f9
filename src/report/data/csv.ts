import type { EnvironmentLife } from '../../model/measures.ts';
import type { RunResult } from '../../model/run-result.ts';
import type { SampleLine } from '../../model/sample-line.ts';
import { sampleColumns } from './sample-columns.ts';

type Cell = string | number | boolean | undefined;

/**
 * One line of CSV as RFC 4180 has it, with its line break. What is absent is empty. Text that a spreadsheet would take
 * for a formula, or that begins with an apostrophe, gets an apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csvLine = (cells: readonly Cell[]): string => `${csvFields(cells)}\r\n`;

/** The same without a line break. */
export const csvFields = (cells: readonly Cell[]): string => cells.map(cellText).join(',');

export const sampleCsvHead = csvLine(sampleColumns.map(({ name }) => name));

export const sampleCsvLine = (line: SampleLine): string => csvLine(sampleColumns.map(({ name }) => line[name]));

/** Every environment of every target, in the order in which they were first seen. */
export const environmentsCsv = ({ targets }: RunResult): string =>
  csvLine(['target', ...environmentColumns]) +
  targets
    .flatMap(({ name, environments }) =>
      environments.list.map((life) => csvLine([name, ...environmentColumns.map((column) => life[column])])),
    )
    .join('');

const environmentColumns = [
  ...['instanceId', 'invocations', 'coldStart', 'firstSeenAtMs', 'lastSeenAtMs', 'busyMs', 'peakInFlight'],
  ...['initMs', 'restoreMs', 'peakRssMb'],
] as readonly (keyof EnvironmentLife)[];

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = /^[=+\-@\t\r\n'＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  // An empty text is quoted, so that readers can tell it from nothing.
  return /^$|[",;\t\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
