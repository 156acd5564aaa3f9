import { expect, it, test } from 'vitest';
import { parseHead } from '../../../../src/loadgen/http/http-head.ts';
import { quickHead } from '../../../../src/loadgen/http/quick-head.ts';

const quick = (text: string, behind = '') => {
  const bytes = Buffer.from(`${text}\r\n\r\n${behind}`, 'latin1');
  return quickHead(bytes, bytes.length);
};

const plain = (headers: string) => `HTTP/1.1 200 OK\r\n${headers}`;

it.each([
  plain('content-length: 5'),
  plain('Content-Type:\ttext/plain; charset=utf-8 \r\nX-A:\r\nx-b: Z\xfcrich'),
  'HTTP/1.1 429 Too Many\tRequests\r\nretry-after:   1',
  'HTTP/1.1 304\r\netag: "a"',
  'HTTP/1.1 204 No Content',
])('reads what parseHead reads: %j', (text) => {
  const head = quick(text, 'body');
  const bytes = Buffer.from(`${text}\r\n\r\n`, 'latin1');
  expect(head && { ...head, headers: new Map(head.headers) }).toEqual({ ...parseHead(text), bytes });
});

it.each([
  ...['HTTP/1.0 200 OK', 'HTTP/1.1 099 x', 'HTTP/1.1 2000', 'HTTP/2 200', 'HTTP/1.1 200 O\x01K', ''],
  ...['x-a: 1\r\n folded', ' x-a: 1', 'x-a: 1\r\nX-A: 2', 'x a: 1', ': 1', 'x-a'].map(plain),
  ...['x-a: 1\0', 'x-a: 1\x7f', 'x-a: 1\rx', 'x-a: 1\nx-b: 2', 'x-a: 1\n'].map(plain),
])('leaves to parseHead: %j', (text) => {
  expect(quick(text)).toBeUndefined();
});

test.each([
  ['more', 'a: 1\r\nb: 2', 'a: 3\r\nb: 4\r\nc: 5'],
  ['fewer', 'a: 1\r\nb: 2', 'a: 3'],
  ['others', 'a: 1\r\nb: 2\r\nc: 3', 'a: 4\r\nbb: 5\r\nc: 6'],
  ['none', 'a: 1', ''],
  ['the same, spelled otherwise', 'a-b: 1', 'A-B: 2'],
])('what the head before had is nothing to one with %s headers', (_, before, after) => {
  const text = after === '' ? 'HTTP/1.1 200 OK' : plain(after);
  const first = quick(plain(before));
  const second = quick(text);
  expect([first, second].map((head) => head && new Map(head.headers))).toEqual([
    parseHead(plain(before)).headers,
    parseHead(text).headers,
  ]);
});

test('a name that comes twice is left to parseHead, also behind the names of the head before', () => {
  quick(plain('a: 1\r\nb: 2'));
  expect(quick(plain('a: 1\r\nb: 2\r\na: 3'))).toBeUndefined();
});

test('what lies behind the end of the bytes is no part of the head, wherever the end is', () => {
  const bytes = Buffer.from(`${plain('a: 1\r\nb: 2')}\r\n\r\n`);
  const read = Array.from(bytes, (_, end) => quickHead(bytes, end)).filter((head) => head !== undefined);
  expect(read).toEqual([]);
  expect(quickHead(bytes, bytes.length)?.bytes).toEqual(bytes);
});

test('it keeps a copy, which later bytes in the same buffer leave as it is', () => {
  const bytes = Buffer.from(`${plain('a: 1')}\r\n\r\n`);
  const head = quickHead(bytes, bytes.length);
  bytes.fill('x');
  expect(head?.headers.get('a')).toBe('1');
});
