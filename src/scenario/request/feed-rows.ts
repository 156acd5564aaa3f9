import { CsvRows } from '../../logs/csv-rows.ts';
import { UserError } from '../../model/errors.ts';
import { isObject, parsedJson } from '../../model/json/json-object.ts';
import { tokenAt } from '../../model/json/token.ts';
import { printable } from '../../model/printable.ts';
import { quoted } from '../reading/problem.ts';
import type { Cell } from './column-text.ts';

export interface Feed {
  readonly columns: readonly string[];
  readonly rows: readonly FeedRow[];
}

export interface FeedRow {
  /** In the order of the columns. */
  readonly cells: readonly Cell[];
  /** Of the file, from 1; of a CSV row, its last one. */
  readonly line: number;
}

/**
 * The rows of a feed: CSV (RFC 4180) with a head, or a JSON object with the same keys in each line.
 * @throws {UserError} `feed-invalid`, with file and line
 */
export function feedRows(text: string, file: string): Feed {
  const feed = /\.csv$/i.test(file) ? csvRows(text, file) : jsonRows(text, file);
  if (feed.rows.length === 0) throw invalid(file, undefined, 'it has no rows', 'add a row for each request');
  return feed;
}

/** The columns of a feed, from the beginning of its text. Empty where they cannot be read. */
export function feedColumns(beginning: string, file: string): readonly string[] {
  if (!/\.csv$/i.test(file)) {
    const object = parsedJson(beginning.trimStart().split('\n', 1)[0] ?? '');
    return isObject(object) ? Object.keys(object) : [];
  }
  const rows: (readonly string[])[] = [];
  const reader = new CsvRows(
    (row) => rows.push(row),
    () => {},
    longestRow,
  );
  reader.add(beginning);
  reader.end();
  return rows[0] ?? [];
}

/** More than any request should carry. */
const longestRow = 1024 * 1024;

function csvRows(text: string, file: string): Feed {
  const rows: FeedRow[] = [];
  let columns: readonly string[] | undefined;
  let [line, rowLine] = [0, 1];
  const take = (cells: readonly string[]) => {
    rowLine = line + 1;
    if (columns === undefined) columns = headOf(cells, file, line);
    else if (cells.length === columns.length) rows.push({ cells, line });
    else
      throw invalid(
        file,
        line,
        `expected ${columns.length} columns as in the head, got ${cells.length}`,
        'mend this row',
      );
  };
  const tooLong = () => {
    throw invalid(file, line, `a row longer than ${longestRow} characters`, 'is a quotation mark missing?');
  };
  const reader = new CsvRows(take, tooLong, longestRow);
  for (const each of text.split('\n')) {
    line += 1;
    reader.add(`${each}\n`);
  }
  if (reader.isInQuotes)
    throw invalid(
      file,
      rowLine,
      'a quotation mark of this row is not closed',
      'close it, or write `""` for one in a text',
    );
  reader.end();
  return { columns: columns ?? headOf([], file, 1), rows };
}

function headOf(columns: readonly string[], file: string, line: number): readonly string[] {
  const again = columns.find((name, index) => columns.indexOf(name) !== index);
  if (again !== undefined) throw invalid(file, line, `the column ${quoted(again)} comes twice`, 'rename one of them');
  if (columns.length === 0 || columns.includes(''))
    throw invalid(file, line, 'expected the names of the columns in the first line', 'add them, such as id,name');
  return columns;
}

function jsonRows(text: string, file: string): Feed {
  const rows: FeedRow[] = [];
  let columns: readonly string[] | undefined;
  for (const [index, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue;
    const line = index + 1;
    const object = parsedJson(each);
    if (!isObject(object)) throw invalid(file, line, 'expected a JSON object', 'mend this line');
    columns ??= Object.keys(object);
    const missing = columns.find((name) => !Object.hasOwn(object, name));
    if (missing !== undefined)
      throw invalid(file, line, `expected the key ${quoted(missing)}, as in the first line`, 'add it');
    rows.push({ cells: columns.map((name) => cellOf(object[name], name, each)), line });
  }
  return { columns: columns ?? [], rows };
}

/** A number keeps its digits: `12345678901234567891` is none that JavaScript has. */
function cellOf(value: unknown, name: string, line: string): Cell {
  if (typeof value === 'string') return value;
  const token = tokenAt(Buffer.from(line).toString('latin1'), [name]) ?? '';
  return { json: Buffer.from(token, 'latin1').toString() };
}

export function invalid(file: string, line: number | undefined, what: string, hint: string): UserError {
  const place = line === undefined ? printable(file) : `${printable(file)}:${line}`;
  return new UserError('feed-invalid', `${place}: ${what}`, { hint });
}
