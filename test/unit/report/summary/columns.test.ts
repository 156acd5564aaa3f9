import { expect, test } from 'vitest';
import { allLeft, columnLines, widthOf } from '../../../../src/report/summary/columns.ts';

test('a column is as wide as its widest cell: the first to the left, the others to the right, two spaces apart', () => {
  // Widths are 4, 3 and 2.
  expect(
    columnLines([
      ['', 'p50', 'n'],
      ['init', '7', '10'],
      ['a', '12', '9'],
    ]),
  ).toEqual([
    '      p50   n', //
    'init    7  10',
    'a      12   9',
  ]);
});

test('the alignment of each column can be chosen, and no line ends with a space', () => {
  const rows = [
    ['request', '1', 'long text'],
    ['a', '100', 'x'],
  ];
  expect(columnLines(rows, (column) => (column === 1 ? 'right' : 'left'))).toEqual([
    'request    1  long text',
    'a        100  x',
  ]);
  expect(columnLines(rows, allLeft)).toEqual(['request  1    long text', 'a        100  x']);
});

test('a row may have fewer cells than others, and the first row need not be the longest', () => {
  expect(columnLines([['one'], ['a', '22']])).toEqual(['one', 'a    22']);
  expect(columnLines([])).toEqual([]);
});

test('200,000 rows are no more than a function can take as arguments', () => {
  const lines = columnLines(Array.from({ length: 200_000 }, (_, index) => ['row', `${index}`]));
  // The widest number is 199999: 3 + 2 + 6.
  expect([lines[0], widthOf(lines)]).toEqual(['row       0', 11]);
});
