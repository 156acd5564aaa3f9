import { expect, test } from 'vitest';
import { feedColumns, feedRows } from '../../../../src/scenario/request/feed-rows.ts';

const cells = (text: string, file: string) => feedRows(text, file).rows.map((row) => row.cells);

test('CSV: quoted commas, quotation marks and line breaks are parts of a value', () => {
  const text = 'id,name\r\n1,"Ada, Countess"\r\n2,"a ""b""\nc"\r\n';
  expect(feedRows(text, 'users.csv')).toEqual({
    columns: ['id', 'name'],
    rows: [
      { cells: ['1', 'Ada, Countess'], line: 2 },
      { cells: ['2', 'a "b"\nc'], line: 4 },
    ],
  });
});

test('NDJSON: texts are texts, all else stays JSON, and keys may come in another order', () => {
  expect(cells('{"id":1,"name":"Ada"}\n\n{"name":"B","id":[2,null]}\n', 'users.ndjson')).toEqual([
    [{ json: '1' }, 'Ada'],
    [{ json: '[2,null]' }, 'B'],
  ]);
});

test('NDJSON: a number keeps the digits that it has in the file', () => {
  expect(cells('{"id":12345678901234567891,"price":2.50,"of":{"é":[1e3]}}\r\n', 'users.ndjson')).toEqual([
    [{ json: '12345678901234567891' }, { json: '2.50' }, { json: '{"é":[1e3]}' }],
  ]);
});

test('CSV: a row of empty values is a row, an empty line is none', () => {
  expect(cells('id,name\n,\n\n"",b\n', 'users.csv')).toEqual([
    ['', ''],
    ['', 'b'],
  ]);
});

test('the columns are known from the first line', () => {
  expect(feedColumns('"first\nname",id\n1,2', 'users.csv')).toEqual(['first\nname', 'id']);
  expect(feedColumns('id,"first name"\r\n1,', 'users.csv')).toEqual(['id', 'first name']);
  expect(feedColumns('{"id":1,"name":2}\n{', 'users.jsonl')).toEqual(['id', 'name']);
  expect(feedColumns('no JSON', 'users.jsonl')).toEqual([]);
});

test.each([
  ['users.csv', 'id,name\n1,a\n2\n', 'users.csv:3: expected 2 columns as in the head, got 1'],
  ['users.csv', 'id,name\n1,a\n2,"b\n3,c\n4,d\n', 'users.csv:3: a quotation mark of this row is not closed'],
  ['users.csv', 'id,id\n1,2\n', 'users.csv:1: the column "id" comes twice'],
  ['users.csv', 'id,name\n', 'users.csv: it has no rows'],
  ['users.csv', '', 'users.csv:1: expected the names of the columns in the first line'],
  ['users.ndjson', '{"id":1}\n[2]\n', 'users.ndjson:2: expected a JSON object'],
  ['users.ndjson', '{"id":1}\n{"no":1}\n', 'users.ndjson:2: expected the key "id", as in the first line'],
])('%s of %j is refused', (file, text, message) => {
  expect(() => feedRows(text, file)).toThrow(message);
});
