import { expect, it, test } from 'vitest';
import { type ColumnMapping, csvSamples } from '../../../../../src/stats/study/imported/csv-samples.ts';

const mapping = (more: Partial<ColumnMapping> = {}): ColumnMapping => ({
  cell: new Map([['runtime', 'lang']]),
  metrics: new Map([
    ['initMs', 'init_ms'],
    ['clientMs', 'total'],
  ]),
  measures: new Map(),
  ...more,
});

it('makes a sample of each row: one with an init is a cold start', () => {
  const csv = 'lang,init_ms,total\r\ngo,118.2,345\r\n"python, 3.6",,7\r\n';
  expect(csvSamples(csv, 'b.csv', mapping())).toEqual([
    { levels: { runtime: 'go' }, round: 'first', start: 'cold', values: { initMs: 118.2, clientMs: 345 } },
    { levels: { runtime: 'python, 3.6' }, round: 'first', start: 'warm', values: { clientMs: 7 } },
  ]);
});

it('takes the start, the round and measures from their columns', () => {
  const csv = 'lang,init_ms,total,is_cold,day,pandas\ngo,,345,True,2,1.5\ngo,,15,False,2,\n';
  const columns = mapping({ cold: 'is_cold', round: 'day', measures: new Map([['importS', 'pandas']]) });
  expect(csvSamples(csv, 'c.csv', columns).map(({ start, round, measures }) => [start, round, measures])).toEqual([
    ['cold', '2', { importS: 1.5 }],
    ['warm', '2', {}],
  ]);
});

test.each([
  ['lang,total\ngo,1\n', 'b.csv: there is no column `init_ms`; its columns are lang, total'],
  ['lang,init_ms,total\n', 'b.csv: expected a head and at least one row'],
  ['lang,init_ms,total\ngo,slow,1\n', 'b.csv, row 2, column init_ms: expected a number of 0 or more, got "slow"'],
  ['lang,init_ms,total\ngo,1,-5\n', 'b.csv, row 2, column total: expected a number of 0 or more, got "-5"'],
  ['lang,init_ms,total\n"go,1,5\n', 'b.csv: a quotation mark is not closed; expected a CSV table'],
])('says of %j: %s', (csv, message) => {
  expect(() => csvSamples(csv, 'b.csv', mapping())).toThrow(message);
});

it('says what a column of cold starts may hold', () => {
  expect(() => csvSamples('lang,init_ms,total,c\ngo,1,1,maybe\n', 'b.csv', mapping({ cold: 'c' }))).toThrow(
    'b.csv, row 2, column c: expected true, false, yes, no, 1, 0, cold or warm, got "maybe"',
  );
});
