import { expect, it } from 'vitest';
import { RequestReader, UnreadableRequestError } from '../../../../targets/truth/request-reader.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: h\r\n\r\n`;
const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nContent-Length: ${body.length}\r\nhost: h\r\n\r\n${body}`;

/** Paths that each part completes. */
function pathsRead(...parts: string[]): string[][] {
  const reader = new RequestReader();
  return parts.map((part) => reader.read(Buffer.from(part)).map((head) => head.path));
}

it('one request', () => {
  expect(pathsRead(get('/a'))).toEqual([['/a']]);
});

it('three in one part', () => {
  expect(pathsRead(get('/a') + post('/b', 'GET / HTTP/1.1\r\n\r\n') + get('/c'))).toEqual([['/a', '/b', '/c']]);
});

it('byte by byte: each is complete with its last byte', () => {
  const text = get('/a') + post('/b', 'xyz');
  const completed = pathsRead(...text).flatMap((paths, i) => paths.map((path) => [path, i + 1]));
  expect(completed).toEqual([
    ['/a', get('/a').length],
    ['/b', text.length],
  ]);
});

it('a body cut in three', () => {
  const text = post('/b', 'x'.repeat(100));
  expect(pathsRead(text.slice(0, -50), text.slice(-50, -1), text.slice(-1) + get('/c'))).toEqual([
    [],
    [],
    ['/b', '/c'],
  ]);
});

it.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a body in chunks', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a head without an end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(70_000)}`],
])('%s is refused', (_, text) => {
  expect(() => new RequestReader().read(Buffer.from(text))).toThrow(UnreadableRequestError);
});
