import { expect, it } from 'vitest';
import { html } from '../../../../src/report/page/markup.ts';
import { tables } from '../../../../src/report/page/one-row.ts';
import { left, type TableParts } from '../../../../src/report/page/table.ts';

const bill: TableParts = { caption: 'Bill', columns: ['target', 'total', 'billed'], rows: [['lambda', '$1', '5 s']] };
const time: TableParts = {
  caption: 'Time',
  columns: ['target', left('kind'), 'billed'],
  rows: [['lambda', 'burst', '5 s']],
};
const two: TableParts = {
  caption: 'Two',
  columns: ['target', 'sent'],
  rows: [
    ['lambda', '1'],
    ['server', '2'],
  ],
};

/** Captions, and the cells of the rows of each table. */
const read = (parts: readonly (TableParts | undefined)[]) =>
  [...html`${tables(parts, 'All')}`.toString().matchAll(/<caption>(.*?)<\/caption>.*?<tbody>(.*?)<\/tbody>/gs)].map(
    ([, caption, body = '']) => [
      caption,
      ...body
        .trim()
        .split('\n')
        .map((row) =>
          row
            .replace(/<[^>]+>/g, ' ')
            .split(/ +/)
            .filter(Boolean)
            .join(' '),
        ),
    ],
  );

it('makes one table of two that have one row each: a row for each figure, and none twice', () => {
  expect(read([bill, time])).toEqual([['All', 'total $1 Bill', 'billed 5 s Bill', 'kind burst Time']]);
  expect(html`${tables([bill, time], 'All')}`.toString()).toContain('>lambda</th>');
});

it('leaves tables of several rows, of other things, and a single one, as they are', () => {
  expect(read([two, bill, time, undefined])).toEqual([
    ['All', 'total $1 Bill', 'billed 5 s Bill', 'kind burst Time'],
    ['Two', 'lambda 1', 'server 2'],
  ]);
  const other = { ...time, caption: 'Other', rows: [['server', 'burst', '5 s']] };
  expect(read([bill, other])).toEqual([
    ['Bill', 'lambda $1 5 s'],
    ['Other', 'server burst 5 s'],
  ]);
});
