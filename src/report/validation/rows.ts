import {
  errorOf,
  type RowVerdict,
  type Validation,
  type ValidationRow,
  verdictOf,
} from '../../model/plan/validation.ts';
import { type Align, columnLines } from '../summary/columns.ts';

/** Predictions beside measurements, for a terminal. */
export function renderValidation(validation: Validation): string {
  const lines = columnLines([head, ...validation.rows.map(cellsOf)], alignment);
  return `${[...lines, ...linesOfOthers(validation), validation.machine].join('\n')}\n`;
}

/** The same as a Markdown table. */
export function validationMarkdown(validation: Validation): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (alignment(column) === 'left' ? '---' : '---:'));
  const table = [head, rule, ...validation.rows.map(cellsOf)].map(row);
  const others = linesOfOthers(validation).map((line) => `- ${line}`);
  return [`Measured on ${validation.date}: ${validation.machine}.`, '', ...table, '', ...others].join('\n').trimEnd();
}

const head = ['check', 'figure', 'given', 'load', 'predicted', 'measured', 'error', 'chance', 'at most', ''];
const alignment = (column: number): Align => (column < 3 || column === 9 ? 'left' : 'right');

const cellsOf = (row: ValidationRow): string[] => [
  row.check,
  row.unit === 'count' ? row.quantity : `${row.quantity}, ${row.unit}`,
  row.given,
  figure(row.load),
  figure(row.predicted),
  figure(row.measured),
  signedPercent(errorOf(row)),
  row.sampling === undefined ? '' : `±${percent1(row.sampling)}`,
  row.tolerance === 0 ? 'equal' : `${Math.round(row.tolerance * 100)}%`,
  verdictWords[verdictOf(row)],
];

export const verdictWords: Readonly<Record<RowVerdict, string>> = {
  holds: 'holds',
  undecided: 'undecided',
  fails: 'FAILS',
};

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1));

/** `-3.8%`, `+28.0%`: one decimal, as errors are compared with limits. */
export const signedPercent = (share: number): string => `${share < 0 ? '-' : '+'}${percent1(Math.abs(share))}`;

export const percent1 = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** What has no row, and why. */
const linesOfOthers = ({ discarded, notMeasured = [] }: Validation): string[] => [
  ...discarded.map(({ check, why }) => `${check}: a run was discarded: ${why}`),
  ...notMeasured.map(
    ({ check, quantity, given }) => `${check}: ${quantity} (${given}) was not measured, so it has no row`,
  ),
];
