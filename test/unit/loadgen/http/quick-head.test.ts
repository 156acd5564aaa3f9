import { expect, it, test } from 'vitest';
import { parseHead } from '../../../../src/loadgen/http/http-head.ts';
import { quickHead } from '../../../../src/loadgen/http/quick-head.ts';

const quick = (text: string) => quickHead(Buffer.from(`${text}\r\n\r\n`, 'latin1'), text.length);

const plain = (headers: string) => `HTTP/1.1 200 OK\r\n${headers}`;

it.each([
  plain('content-length: 5'),
  plain('Content-Type:\ttext/plain; charset=utf-8 \r\nX-A:\r\nx-b: Z\xfcrich'),
  'HTTP/1.1 429 Too Many\tRequests\r\nretry-after:   1',
  'HTTP/1.1 304\r\netag: "a"',
  'HTTP/1.1 204 No Content',
])('reads what parseHead reads: %j', (text) => {
  const head = quick(text);
  expect(head && { ...head, headers: new Map(head.headers) }).toEqual(parseHead(text));
});

it.each([
  ...['HTTP/1.0 200 OK', 'HTTP/1.1 099 x', 'HTTP/1.1 2000', 'HTTP/2 200', 'HTTP/1.1 200 O\x01K', ''],
  ...['x-a: 1\r\n folded', ' x-a: 1', 'x-a: 1\r\nX-A: 2', 'x a: 1', ': 1', 'x-a', ''].map(plain),
  ...['x-a: 1\0', 'x-a: 1\x7f', 'x-a: 1\rx', 'x-a: 1\nx-b: 2', 'x-a: 1\n'].map(plain),
])('leaves to parseHead: %j', (text) => {
  expect(quick(text)).toBeUndefined();
});

test('two names of one hash are two names', () => {
  // 31 * 97 + 126 = 31 * 98 + 95 = 3,133.
  const head = quick(plain('a~: 1\r\nb_: 2'));
  expect(['a~', 'b_'].map((name) => head?.headers.get(name))).toEqual(['1', '2']);
});
