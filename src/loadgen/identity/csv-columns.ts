/**
 * The first columns of the first record of a CSV body (RFC 4180): a column in quotes may hold commas, line breaks and `""` for a quotation
 * mark; spaces belong to the column. Fewer than asked for where the record ends, or a quoted column is malformed. `cut`: the body was cut
 * before the end of the last of them.
 * @param body one byte per character (Latin-1), without a byte order mark
 */
export function csvColumns(body: string, count: number, isCut: boolean): string[] | 'cut' {
  const columns: string[] = [];
  let at = 0;
  while (columns.length < count) {
    const column = body[at] === '"' ? quotedColumn(body, at) : plainColumn(body, at);
    if (isCut && (column?.end ?? body.length) >= body.length) return 'cut';
    if (column === undefined) break;
    columns.push(column.text);
    if (body[column.end] !== ',') break;
    at = column.end + 1;
  }
  return columns;
}

interface CsvColumn {
  readonly text: string;
  /** Where the comma or the end of the record is. */
  readonly end: number;
}

function plainColumn(body: string, start: number): CsvColumn {
  untilEnd.lastIndex = start;
  untilEnd.exec(body);
  const end = untilEnd.lastIndex;
  const isLast = body[end] !== ',';
  const text = body.slice(start, end);
  return { text: isLast && text.endsWith('\r') ? text.slice(0, -1) : text, end };
}

function quotedColumn(body: string, start: number): CsvColumn | undefined {
  let quote = body.indexOf('"', start + 1);
  while (quote !== -1 && body[quote + 1] === '"') quote = body.indexOf('"', quote + 2);
  if (quote === -1) return undefined;
  const text = body.slice(start + 1, quote).replaceAll('""', '"');
  const end = quote + 1;
  return end === body.length || /^(?:,|\r?\n|\r$)/.test(body.slice(end, end + 2)) ? { text, end } : undefined;
}

const untilEnd = /[^,\n]*/y;
