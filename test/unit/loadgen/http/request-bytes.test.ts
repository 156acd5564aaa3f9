import { expect, test } from 'vitest';
import { originOf } from '../../../../src/loadgen/http/origin.ts';
import { requestBytes } from '../../../../src/loadgen/http/request-bytes.ts';

const get = { method: 'GET', path: '/', headers: {} };
const text = (url: string, request: Parameters<typeof requestBytes>[1] = get) =>
  requestBytes(originOf(url), request).toString();

test.each([
  ['http://example.com', 'GET / HTTP/1.1', 'example.com', 80],
  ['http://example.com:8080/', 'GET / HTTP/1.1', 'example.com:8080', 8080],
  ['https://example.com:443/stage/', 'GET /stage/ HTTP/1.1', 'example.com', 443],
  ['http://[::1]:3000/a', 'GET /a HTTP/1.1', '[::1]:3000', 3000],
  ['https://example.com/a?key=1', 'GET /a?key=1 HTTP/1.1', 'example.com', 443],
])('%s is asked for %s at host %s, port %i', (url, line, host, port) => {
  expect(text(url).split('\r\n').slice(0, 2)).toEqual([line, `host: ${host}`]);
  expect(originOf(url).port).toBe(port);
});

test('an IPv6 address is connected to without its brackets', () => {
  expect(originOf('http://[::1]:3000').hostname).toBe('::1');
});

test('the path of the target goes before that of the request, with one slash between them', () => {
  expect(text('http://h/stage/', { ...get, path: '/orders' })).toMatch(/^GET \/stage\/orders HTTP/);
});

test('the query of the target is added to that of the request', () => {
  expect(text('http://h/x?k=1', { ...get, path: '/y?z=2' })).toMatch(/^GET \/x\/y\?z=2&k=1 HTTP/);
});

test('a body of 5 characters in 7 bytes has content-length 7, whatever the headers claim', () => {
  const headers = { 'Content-Length': '99', 'Transfer-Encoding': 'chunked', Host: 'other', 'X-Key': 'k' };
  expect(text('http://h', { method: 'POST', path: '/', headers, body: 'größx' })).toBe(
    'POST / HTTP/1.1\r\nhost: other\r\nuser-agent: rollcall\r\naccept: */*\r\nx-key: k\r\ncontent-length: 7\r\n\r\ngrößx',
  );
});

test('a body of bytes that are no text is sent as it is: 4 bytes, from the middle of a larger buffer', () => {
  const body = new Uint8Array([1, 0x00, 0xff, 0xfe, 0x80, 2]).subarray(1, 5);
  const sent = requestBytes(originOf('http://h'), { ...get, method: 'PUT', body });
  expect(sent.subarray(-8)).toEqual(Buffer.from([13, 10, 13, 10, 0x00, 0xff, 0xfe, 0x80]));
  expect(sent.toString('latin1')).toContain('\r\ncontent-length: 4\r\n');
});

test.each(['POST', 'PUT', 'PATCH'])('a %s without a body says so', (method) => {
  expect(text('http://h', { ...get, method })).toContain('\r\ncontent-length: 0\r\n');
});

test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('a %s says only of a body that it has one', (method) => {
  expect(text('http://h', { ...get, method })).not.toContain('content-length');
  expect(text('http://h', { ...get, method, body: 'abc' })).toMatch(/\r\ncontent-length: 3\r\n\r\nabc$/);
});

test.each([
  ['http://h/?k=v', '/page?x=1#top', 'GET /page?x=1&k=v HTTP'],
  ['http://h/stage#part', '/#top', 'GET /stage HTTP'],
  ['http://h', '/a#b?c#d', 'GET /a HTTP'],
])('of %s and %s no fragment is sent', (url, path, line) => {
  expect(text(url, { ...get, path }).startsWith(line)).toBe(true);
});

test('a host of one’s own is sent once, in the place of that of the URL', () => {
  const sent = text('http://127.0.0.1:8080', { ...get, headers: { HOST: 'api.example:81' } });
  expect(sent.match(/^host: .*$/gim)).toEqual(['host: api.example:81']);
});

test('a header is UTF-8: ë has the two bytes C3 AB', () => {
  const bytes = requestBytes(originOf('http://h'), { ...get, headers: { 'x-user': 'Zoë' } });
  expect(bytes.includes(Buffer.from('x-user: Zo\xc3\xab\r\n', 'latin1'))).toBe(true);
});

test.each(['ftp://h', 'h:80', '', 'http://'])('%j is refused with what is expected', (url) => {
  expect(() => originOf(url)).toThrow(/^expected a URL that starts with http:\/\/ or https:\/\//);
});
