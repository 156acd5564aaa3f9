import { expect, test } from 'vitest';
import { recordingOf } from '../../../../src/load/recorded/recording.ts';

type More = Partial<Omit<Parameters<typeof recordingOf>[1], 'file'>>;

const recording = (text: string, more: More = {}) => recordingOf(text.split('\n'), { file: 'log', ...more });
const read = (text: string, more: More = {}) => recording(text, more)?.requests;
const leftOut = (text: string) => Object.fromEntries(recording(text)?.leftOut ?? []);

const albLine = (path: string, created: string) =>
  `h2 2026-11-30T10:00:05.500000Z app/shop/50dc6c495c0c9188 192.0.2.1:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET https://shop.example.com:443${path} HTTP/2.0" "curl/8.5 (\\"x\\")" ECDHE TLSv1.2 arn:aws:x "Root=1-58" "shop.example.com" "arn:cert" 1 ${created} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;

test('a load balancer: the method, path and creation time of each request; web sockets and unreadable ones are none', () => {
  const text = [
    albLine('/a?b=c', '2026-11-30T10:00:05.123000Z'),
    albLine('/ws', '2026-11-30T10:00:05.2Z').replace('h2 ', 'wss '),
    albLine('/x', '2026-11-30T10:00:05.2Z').replace(
      '"GET https://shop.example.com:443/x HTTP/2.0"',
      '"- http://shop:443- -"',
    ),
  ].join('\n');
  expect(read(text)).toEqual([
    {
      atMs: Date.UTC(2026, 10, 30, 10, 0, 5, 123),
      host: 'shop.example.com',
      method: 'GET',
      path: '/a?b=c',
      headers: {},
    },
  ]);
  expect(leftOut(text)).toEqual({ 'of a web socket': 1, 'that the server could not read': 1 });
});

test('a path stays as the client wrote it: dots, and encoded characters', () => {
  const paths = ['/a/../b', '/a%2Fb', '//c', '?x=1'];
  const text = paths.map((path) => albLine(path, '2026-11-30T10:00:05Z')).join('\n');
  expect(read(text)?.map(({ path }) => path)).toEqual(['/a/../b', '/a%2Fb', '//c', '/?x=1']);
});

test('nginx, combined: 3 requests of one second are spread over it, the time zone counts', () => {
  const line = (request: string, second: string) =>
    `203.0.113.7 - ann [30/Nov/2026:12:00:${second} +0200] "${request}" 200 12 "-" "Mozilla/5.0"`;
  const text = [
    line('GET / HTTP/1.1', '01'),
    line('POST /a HTTP/1.1', '01'),
    line('\\x16\\x03', '01'),
    line('GET /b HTTP/2.0', '01'),
    line('GET /c HTTP/1.1', '02'),
  ].join('\n');
  const second = Date.UTC(2026, 10, 30, 10, 0, 1);
  const requests = read(text) ?? [];
  expect(leftOut(text)).toEqual({ 'that the server could not read': 1 });
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /', 'POST /a', 'GET /b', 'GET /c']);
  expect(requests.map(({ atMs = 0 }) => Math.round(atMs - second))).toEqual([0, 333, 667, 1000]);
});

test('nginx and Apache: escapes stand for bytes of the path; what scanners and Apache itself send is left out', () => {
  const line = (request: string) => `203.0.113.7 - - [30/Nov/2026:12:00:01 +0000] "${request}" 200 12 "-" "-"`;
  const text = [
    line('GET /caf\\xC3\\xa9?q=\\x22a\\x22 HTTP/1.1'),
    line('GET /a\\"b\\\\c HTTP/1.1'),
    line('PROPFIND / HTTP/1.1'),
    line('PROPFIND /x HTTP/1.1'),
    line('OPTIONS * HTTP/1.0'),
    line('-'),
  ].join('\n');
  expect(read(text)?.map(({ path }) => path)).toEqual(['/caf%C3%A9?q=%22a%22', '/a%22b%5Cc']);
  expect(leftOut(text)).toEqual({
    'with the method PROPFIND': 2,
    'with `OPTIONS *`': 1,
    'that the server could not read': 1,
  });
});

test('CloudFront: the encoding that the log adds is taken off, but for a number sign; web sockets are left out', () => {
  const text = [
    '#Version: 1.0',
    '#Fields: date time cs-method cs-uri-stem cs-uri-query cs-protocol',
    '2026-11-30\t10:00:07\tGET\t/my%2520file/%7Eann\tfilter%5Ba%5D=1%2526&b=%23c\thttps',
    '2026-11-30\t10:00:07\tGET\t/live\t-\twss',
  ].join('\n');
  expect(read(text)?.map(({ path }) => path)).toEqual(['/my%20file/~ann?filter[a]=1%26&b=%23c']);
  expect(leftOut(text)).toEqual({ 'of a web socket': 1 });
});

test('CloudFront: columns by their names, the arrival is the end minus the time taken', () => {
  const text = [
    '#Version: 1.0',
    '#Fields: date time cs-method cs(Host) cs-uri-stem cs-uri-query time-taken x-host-header',
    '2026-11-30\t10:00:07\tGET\td1.cloudfront.net\t/index.html\t-\t2.000\twww.example.com',
    '2026-11-30\t10:00:07\tPUT\td1.cloudfront.net\t/api\ta=1&b=2\t0.000\twww.example.com',
  ].join('\n');
  expect(read(text)).toMatchObject([
    { atMs: Date.UTC(2026, 10, 30, 10, 0, 5), method: 'GET', path: '/index.html', host: 'www.example.com' },
    { atMs: Date.UTC(2026, 10, 30, 10, 0, 7), method: 'PUT', path: '/api?a=1&b=2' },
  ]);
});

const harEntry = (url: string, more = {}) => ({
  startedDateTime: '2026-11-30T10:00:00.250Z',
  request: { method: 'POST', url, headers: [], ...more },
});
const har = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', entries } }, null, 2);

test('HAR: headers without those of the connection, the text of the body, one host of several', () => {
  const headers = [
    [':authority', 'a.example'],
    ['Host', 'a.example'],
    ['Content-Length', '3'],
    ['Cookie', 'a=1'],
    ['cookie', 'b=2'],
    ['X-Key', 'k'],
  ].map(([name, value]) => ({ name, value }));
  const text = har(
    harEntry('https://a.example/p?q=1#f', { headers, postData: { mimeType: 'text/plain', text: 'abc' } }),
    harEntry('https://tracker.example/x'),
    harEntry('data:text/plain,x'),
  );
  expect(read(text, { host: 'a.example' })).toEqual([
    {
      ...{ atMs: Date.UTC(2026, 10, 30, 10, 0, 0, 250), host: 'a.example', method: 'POST', path: '/p?q=1' },
      ...{ headers: { cookie: 'a=1; b=2', 'x-key': 'k' }, body: 'abc' },
    },
  ]);
  expect(() => read(text)).toThrow('log: it has requests to 2 hosts (a.example, tracker.example), expected one');
  expect(() => read(text, { host: 'b.example' })).toThrow('log: it has no request to b.example');
});

test('HAR: bytes in base64, the fields of a form without its text; caches, web sockets and uploads without a text are left out', () => {
  const post = (postData: object) => harEntry('https://a.example/p', { postData });
  const form = 'application/x-www-form-urlencoded; charset=utf-8';
  const text = har(
    post({ mimeType: 'application/octet-stream', text: 'AP/+', encoding: 'base64' }),
    post({ mimeType: form, params: [{ name: 'a', value: '1 +2' }, { name: 'é' }] }),
    post({ mimeType: form, text: 'a=b', params: [{ name: 'a', value: 'b' }] }),
    post({ mimeType: 'multipart/form-data; boundary=x', params: [{ name: 'f', fileName: 'a.png' }] }),
    { ...harEntry('https://a.example/logo.png'), _fromCache: 'memory' },
    harEntry('wss://a.example/live'),
  );
  expect(read(text)?.map(({ body }) => body)).toEqual([new Uint8Array([0, 255, 254]), 'a=1+%2B2&%C3%A9=', 'a=b']);
  expect(leftOut(text)).toEqual({
    'that uploads a form without its text': 1,
    'from the cache of the browser': 1,
    'of a web socket': 1,
  });
});

test('vegeta, http: headers, a body from its file, comments, targets with and without an empty line between them', () => {
  const text =
    '# targets\nGET http://h:8080/a\nX-Key: k\nx-key: l\n\nPOST http://h:8080/b\n@body.json\nGET http://h:8080/c';
  expect(read(text, { bodyOf: (file) => Buffer.from(`<${file}>`) })).toEqual([
    { atMs: undefined, host: 'h:8080', method: 'GET', path: '/a', headers: { 'x-key': 'k, l' } },
    { atMs: undefined, host: 'h:8080', method: 'POST', path: '/b', headers: {}, body: Buffer.from('<body.json>') },
    { atMs: undefined, host: 'h:8080', method: 'GET', path: '/c', headers: {} },
  ]);
});

test('vegeta, json: a body in base64, which may be no text; headers with several values', () => {
  const target = {
    method: 'PUT',
    url: 'http://h/a',
    body: 'AP/+gA==',
    header: { 'X-A': ['1', '2'] },
  };
  expect(read(`${JSON.stringify(target)}\n`)).toEqual([
    {
      atMs: undefined,
      host: 'h',
      method: 'PUT',
      path: '/a',
      headers: { 'x-a': '1, 2' },
      body: new Uint8Array([0, 255, 254, 128]),
    },
  ]);
});

test.each([
  [
    'GET http://h/a\nnonsense\n\nGET http://h/b\nmore\n',
    'log:1: expected a header such as x-key: value, or @ and the file of a body (and 1 more line like it)',
  ],
  [
    '{"method":"GET","url":"http://h/a"}\n{"method":"BREW","url":"http://h/a"}',
    'log:2: expected a method such as GET, got BREW',
  ],
  ['{"method":"GET","url":"http://:bad"}', 'log:1: expected a URL'],
  [
    '{"method":"GET","url":"/é?token=s3cret"}',
    'log:1: expected a path that starts with / and has ASCII characters only',
  ],
  [har(harEntry('https://a/'), {}), 'log:2: expected an entry with a request'],
  [`${albLine('/', '2026-11-30T10:00:05Z')}\nnonsense`, 'log:2: expected a line of a load balancer’s log'],
  [
    '#Fields: date time\n2026-11-30\t10:00:00',
    'log:2: expected the columns cs-method and cs-uri-stem, as `#Fields:` names them',
  ],
  ['GET http://h/a\n@missing', 'log:1: the body file missing cannot be read here'],
])('%j is refused with its line', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('other text is no recording', () => {
  expect([read('arrival_ms\n1'), read(''), read('{"a":1}'), read('hello')]).toEqual(Array(4).fill(undefined));
});
