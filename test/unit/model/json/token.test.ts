import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfToken, tokenAt } from '../../../../src/model/json/token.ts';

const at = (json: string, path: string) => tokenAt(Buffer.from(json).toString('latin1'), path.split('.'));

test.each<[string, string, string, string | undefined]>([
  ['a number that a double cannot hold', '{"id":12345678901234567891}', 'id', '12345678901234567891'],
  ['numbers as they are written', '{"a":1.0,"b":1e3,"c":-0 , "d":1}', 'a', '1.0'],
  ['the last of them', '{"a":1.0,"b":1e3,"c":-0 , "d":1}', 'd', '1'],
  ['one before a space', '{"a":1.0,"b":1e3,"c":-0 , "d":1}', 'c', '-0'],
  ['a path', ' { "meta" : { "host" : { "id" : 42 } } } ', 'meta.host.id', '42'],
  ['an element of a list', '[{"id":1},{"id":[7,8,9]}]', '1.id.2', '9'],
  ['the last of equal keys', '{"id":1,"id":2}', 'id', '2'],
  ['equal keys on the way', '{"m":{"id":1},"m":{"id":2}}', 'm.id', '2'],
  ['the last of equal keys, which has no such field', '{"m":{"id":1},"m":{}}', 'm.id', undefined],
  ['a key with an escape', '{"\\u0069d":3}', 'id', '3'],
  ['a key that is not ASCII', '{"zürich":4}', 'zürich', '4'],
  ['structure within strings', '{"a":"},{\\"id\\":1","b":["]"],"id":5}', 'id', '5'],
  ['a string that ends with a backslash', '{"a":"\\\\","id":6}', 'id', '6'],
  ['a name within a value', '{"a":"id","b":{"id":1},"id":7}', 'id', '7'],
  ['no such field', '{"a":1}', 'b', undefined],
  ['a field of a number', '{"a":1}', 'a.b', undefined],
  ['an element beyond the end', '[1]', '1', undefined],
  ['__proto__ as any other key', '{"__proto__":{"id":8}}', '__proto__.id', '8'],
])('%s', (_, json, path, token) => {
  expect(at(json, path)).toBe(token);
});

test('finds the value that JSON.parse finds, of whatever document and path', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(null, 1, 2, 3), (json, indent) => {
      const document = JSON.parse(json) as unknown;
      const text = JSON.stringify({ document, after: [0] }, null, indent ?? undefined);
      const paths: string[][] = [];
      const walk = (value: unknown, path: string[]) => {
        paths.push(path);
        if (typeof value === 'object' && value !== null)
          for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
      };
      walk(document, ['document']);
      for (const path of paths) {
        const token = tokenAt(Buffer.from(text).toString('latin1'), path) ?? '';
        const value = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], { document });
        expect(JSON.parse(Buffer.from(token, 'latin1').toString())).toEqual(value);
      }
    }),
    { numRuns: 500 },
  );
});

test.each<[string, Buffer]>([
  ['"plain"', Buffer.from('plain')],
  ['"a\\u0062\\n"', Buffer.from('ab\n')],
  ['"\\ud83d\\ude00"', Buffer.from('😀')],
  ['"\\ud800"', Buffer.from([0xed, 0xa0, 0x80])],
  ['"\\ud800x"', Buffer.from([0xed, 0xa0, 0x80, 0x78])],
  ['"Z\xfc\\\\"', Buffer.from([0x5a, 0xfc, 0x5c])],
])('the text of %s is its bytes', (token, bytes) => {
  expect(bytesOfToken(token).equals(bytes)).toBe(true);
});

test('reads behind 10 MB of text and behind 100,000 lists in each other', () => {
  const long = JSON.stringify({ a: '"\\'.repeat(2_500_000), id: 1 });
  expect(at(long, 'id')).toBe('1');
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"id":2}`;
  expect(at(deep, 'id')).toBe('2');
});
