/** How a column is aligned. */
export type Align = 'left' | 'right';

/** A column of labels and columns of numbers. */
export const labelsAndNumbers = (column: number): Align => (column === 0 ? 'left' : 'right');

/** Columns of text. */
export const allLeft = (): Align => 'left';

/**
 * Rows of cells as lines, for a terminal: each column is as wide as its widest cell, columns are two spaces apart, and no line ends
 * with a space. Widths are counted in UTF-16 code units, and cells must be without control characters (`printableLine`).
 */
export function columnLines(
  rows: readonly (readonly string[])[],
  align: (column: number) => Align = labelsAndNumbers,
): string[] {
  const widths = widthsOf(rows);
  const padded = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return align(column) === 'left' ? cell.padEnd(width) : cell.padStart(width);
  };
  return rows.map((cells) => cells.map(padded).join('  ').trimEnd());
}

/** The length of the longest line. */
export const widthOf = (lines: readonly string[]): number =>
  lines.reduce((most, { length }) => Math.max(most, length), 0);

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const cells of rows)
    for (const [column, { length }] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, length);
  return widths;
}
