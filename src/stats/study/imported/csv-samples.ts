import { CsvRows } from '../../../logs/csv-rows.ts';
import { UserError } from '../../../model/errors.ts';
import { optional } from '../../../model/optional.ts';
import type { StudyMetric } from '../../../model/study/metrics.ts';
import type { StudySample } from '../../../model/study/study-sample.ts';
import type { ImportedSample } from './imported-sample.ts';

/** Which columns of a table hold what. */
export interface ColumnMapping {
  /** Of the factors, by their names. */
  readonly cell: ReadonlyMap<string, string>;
  /** Of numbers, such as `initMs`; in ms and MB. */
  readonly metrics: ReadonlyMap<StudyMetric, string>;
  /** Of numbers that the functions answered, by the names that they get. */
  readonly measures: ReadonlyMap<string, string>;
  readonly round?: string;
  /** Says of each row whether it is a cold start: yes, no, true, false, 1, 0, cold or warm. Absent: a row with an init or a restore is one. */
  readonly cold?: string;
}

const longestRow = 1_000_000;

/**
 * The rows of a CSV table (RFC 4180) with a head, as samples. An empty cell is a value that was not measured.
 * @throws {UserError} `import-invalid`, with file, line and column
 */
export function csvSamples(text: string, file: string, mapping: ColumnMapping): ImportedSample[] {
  const [head = [], ...rows] = rowsOf(text, file);
  const at = columnsOf(head, file, mapping);
  return rows.map((row, index) => {
    const cellOf = (column: string) => row[at.get(column) ?? -1]?.trim() ?? '';
    const place = `${file}, row ${index + 2}`;
    const numbers = (columns: ReadonlyMap<string, string>) =>
      Object.fromEntries(
        [...columns].flatMap(([name, column]) => {
          const value = numberOf(cellOf(column), `${place}, column ${column}`);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    const values: StudySample['values'] = numbers(mapping.metrics);
    return {
      levels: Object.fromEntries([...mapping.cell].map(([factor, column]) => [factor, cellOf(column) || 'none'])),
      round: mapping.round === undefined ? 'first' : cellOf(mapping.round) || 'first',
      start: mapping.cold === undefined ? startOf(values) : coldOf(cellOf(mapping.cold), place, mapping.cold),
      values,
      ...optional('measures', mapping.measures.size === 0 ? undefined : numbers(mapping.measures)),
    };
  });
}

const startOf = ({ initMs, restoreMs }: StudySample['values']): string =>
  initMs !== undefined || restoreMs !== undefined ? 'cold' : 'warm';

function rowsOf(text: string, file: string): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const tooLong = () => {
    throw invalid(`${file}: a row is longer than ${longestRow} characters; expected a CSV table`);
  };
  const reader = new CsvRows((row) => rows.push(row), tooLong, longestRow);
  reader.add(text.replace(/^\ufeff/, ''));
  if (reader.isInQuotes) throw invalid(`${file}: a quotation mark is not closed; expected a CSV table`);
  reader.end();
  if (rows.length < 2) throw invalid(`${file}: expected a head and at least one row`);
  return rows;
}

function columnsOf(head: readonly string[], file: string, mapping: ColumnMapping): ReadonlyMap<string, number> {
  const at = new Map(head.map((name, index) => [name.trim(), index]));
  const named = [
    ...[...mapping.cell.values(), ...mapping.metrics.values(), ...mapping.measures.values()],
    ...[mapping.round, mapping.cold].filter((column) => column !== undefined),
  ];
  const missing = named.filter((column) => !at.has(column));
  if (missing.length > 0)
    throw invalid(
      `${file}: there is no column ${missing.map((column) => `\`${column}\``).join(', ')}; its columns are ${[...at.keys()].join(', ')}`,
    );
  return at;
}

function numberOf(cell: string, place: string): number | undefined {
  if (cell === '') return undefined;
  const value = Number(cell);
  if (Number.isFinite(value) && value >= 0) return value;
  throw invalid(`${place}: expected a number of 0 or more, got "${cell}"`);
}

function coldOf(cell: string, place: string, column: string): string {
  if (/^(true|yes|1|cold)$/i.test(cell)) return 'cold';
  if (/^(false|no|0|warm)$/i.test(cell)) return 'warm';
  throw invalid(`${place}, column ${column}: expected true, false, yes, no, 1, 0, cold or warm, got "${cell}"`);
}

const invalid = (message: string): UserError =>
  new UserError('import-invalid', message, { hint: '`rollcall import --help` shows how columns are named' });
