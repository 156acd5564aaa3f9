import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvColumns } from '../../../../src/loadgen/identity/csv-columns.ts';

test.each<[string, string, readonly string[]]>([
  ['plain columns', 'uuid,3,x', ['uuid', '3', 'x']],
  ['the first record only', 'a,b\r\nc,d', ['a', 'b']],
  ['a comma in quotes', '"a,b",3', ['a,b', '3']],
  ['a quotation mark in quotes', '"say ""hi""",3', ['say "hi"', '3']],
  ['a line break in quotes', '"a\r\nb",3\r\n', ['a\r\nb', '3']],
  ['quotes around the last column', '3,"a"\r\n', ['3', 'a']],
  ['quotes around the last column of all', '3,"a"', ['3', 'a']],
  ['an empty column', ',3', ['', '3']],
  ['an empty column in quotes', '"",3', ['', '3']],
  ['spaces are of the column', ' a , 3', [' a ', ' 3']],
  ['a quotation mark within a column without quotes', 'a"b,3', ['a"b', '3']],
  ['a carriage return that ends nothing', 'a\rb,3', ['a\rb', '3']],
  ['text after the quotes is malformed', 'x,"a"b,3', ['x']],
  ['quotes that never end are malformed', '"a,3\r\nb', []],
  ['an empty first line', '\r\nuuid,3', ['']],
  ['nothing', '', ['']],
])('%s', (_, body, columns) => {
  expect(csvColumns(body, 3, false)).toEqual(columns);
});

test('of a body that was cut, the columns are those that came to their end', () => {
  expect(csvColumns('uuid,3,long tex', 2, true)).toEqual(['uuid', '3']);
  expect(csvColumns('uuid,3', 2, true)).toBe('cut');
  expect(csvColumns('uuid', 2, true)).toBe('cut');
  expect(csvColumns('"uuid', 2, true)).toBe('cut');
  expect(csvColumns('"uuid"', 2, true)).toBe('cut');
  expect(csvColumns('uuid\n3', 2, true)).toEqual(['uuid']);
});

test('what is quoted as RFC 4180 says comes out as it went in', () => {
  const column = fc.string({ unit: fc.constantFrom(...'ab,"\r\n ü'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), (columns) => {
      const line = columns.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
      expect(csvColumns(`${line}\r\nnext,line`, 5, false)).toEqual(columns);
    }),
    { numRuns: 1000 },
  );
});
