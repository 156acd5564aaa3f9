import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { requestNotes } from '../../../../src/experiment/before/request-notes.ts';
import { builtRequests, pickedRequests } from '../../../../src/experiment/before/requests.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { scenarioText } from '../../scenario/scenario-text.ts';

const $ = '$';
const folder = mkdtempSync(join(tmpdir(), 'rollcall-requests-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scenarioOf(lines: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return parseScenario(scenarioText({}, lines.replaceAll('FOLDER', folder)), { file: 'x.yaml' });
}

test('a body file is filled from the feed, and the plan says what is sent', () => {
  const scenario = scenarioOf(
    `feed: FOLDER/ids.csv
requests:
  - { name: list, weight: 3, path: /items }
  - { name: buy, method: POST, bodyFile: FOLDER/buy.json }`,
    { 'ids.csv': 'id\n1\n2\n', 'buy.json': `{"id":${$}{id}}` },
  );
  expect(builtRequests(scenario).list.map(({ body }) => body)).toEqual([undefined, '{"id":1}', '{"id":2}']);
  expect(requestNotes(scenario)).toEqual(['requests: list 75%, buy 25%', 'ids.csv: 2 rows, in turn']);
});

test('vegeta targets are sent in turn, with the headers of `request` and the bodies of their files', () => {
  const scenario = scenarioOf(
    `requestsFile: FOLDER/targets.txt
request: { headers: { X-Key: now } }`,
    { 'targets.txt': 'GET http://h/a\nx-key: old\n\nPOST http://h/b\n@b.json\n', 'b.json': '[1]' },
  );
  const { list, entries, entryOf } = builtRequests(scenario);
  expect(list).toEqual([
    { method: 'GET', path: '/a', headers: { 'X-Key': 'now' } },
    { method: 'POST', path: '/b', headers: { 'X-Key': 'now' }, body: new Uint8Array(Buffer.from('[1]')) },
  ]);
  expect([entries, [...entryOf]]).toEqual([
    [{ name: 'GET /a' }, { name: 'POST /b' }],
    [0, 1],
  ]);
  const picked = pickedRequests(scenario, { seed: 1, rowsTaken: 0, planned: 5, most: 5 });
  expect([...(picked?.indices ?? [])]).toEqual([0, 1, 0, 1, 0]);
  expect(requestNotes(scenario)).toEqual(['targets.txt: 2 recorded requests, in turn']);
});

test('one row that is taken once is enough for one request, and not for two', () => {
  const scenario = scenarioOf(`feed: { file: FOLDER/one.csv, order: once }\nrequest: { path: '/${$}{id}' }`, {
    'one.csv': 'id\n1\n',
  });
  const picked = (planned: number) => pickedRequests(scenario, { seed: 1, rowsTaken: 0, planned, most: planned });
  expect([...(picked(1)?.indices ?? [])]).toEqual([0]);
  expect(() => picked(2)).toThrow('one.csv: the load takes each row once, and needs more than 1 row');
});

test('one request for all needs no picks', () => {
  const scenario = scenarioOf('request: { path: /a }', {});
  expect(pickedRequests(scenario, { seed: 1, rowsTaken: 0, planned: 5, most: 5 })).toBeUndefined();
});

test.each([
  ['rows that run out', { planned: 3, most: 3 }, 'two.csv: the load takes each row once, and needs more than 2 rows'],
  [
    'no row that is left',
    { planned: Number.POSITIVE_INFINITY, most: 9, rowsTaken: 2 },
    'two.csv: the load takes each row once, and needs more than 2 rows',
  ],
  ['too many requests to pick', { planned: 4e7, most: 4e7 }, 'expected at most 33,554,432 requests in a phase'],
])('%s are refused', (_, more, message) => {
  const scenario = scenarioOf(`feed: { file: FOLDER/two.csv, order: once }\nrequest: { path: '/${$}{id}' }`, {
    'two.csv': 'id\n1\n2\n',
  });
  expect(() => pickedRequests(scenario, { seed: 1, rowsTaken: 0, ...more })).toThrow(message);
});

test('a file that is no recording, a damaged one, and a feed that is no UTF-8, are refused by name', () => {
  expect(() => builtRequests(scenarioOf('requestsFile: FOLDER/no.txt', { 'no.txt': 'hello\n' }))).toThrow(
    'no.txt:1: expected vegeta targets, a HAR file or an access log (ALB, CloudFront, nginx combined)',
  );
  const damaged = scenarioOf('requestsFile: FOLDER/log.gz', {});
  writeFileSync(join(folder, 'log.gz'), gzipSync('x'.repeat(99)).subarray(0, 15));
  expect(() => builtRequests(damaged)).toThrow('log.gz: a damaged gzip file');
  const latin = scenarioOf('feed: FOLDER/latin.csv', {});
  writeFileSync(join(folder, 'latin.csv'), Buffer.from([0xe9]));
  expect(() => builtRequests(latin)).toThrow('latin.csv: expected UTF-8 text');
});

test('the bytes of a body file are sent as they are: a byte order mark, and what is no text, also beside a feed', () => {
  const bytes = [0xef, 0xbb, 0xbf, 0xe9, 0x24, 0x7b, 0x69, 0x64, 0x7d];
  const bodiesWith = (feed: string, file: string) =>
    builtRequests(scenarioOf(`${feed}request: { method: POST, bodyFile: FOLDER/${file} }`, { 'ids.csv': 'id\n7\n' }))
      .list;
  writeFileSync(join(folder, 'body.bin'), Buffer.from(bytes));
  writeFileSync(join(folder, 'body.txt'), `\ufeff${$}{id}`);
  const feed = 'feed: FOLDER/ids.csv\n';
  expect(bodiesWith('', 'body.bin').map(({ body }) => body)).toEqual([new Uint8Array(bytes)]);
  expect(bodiesWith(feed, 'body.bin').map(({ body }) => body)).toEqual([new Uint8Array(bytes)]);
  expect(bodiesWith(feed, 'body.txt').map(({ body }) => body)).toEqual(['\ufeff7']);
});

test('a log that gzip has packed, with a byte order mark, is read; what is not sent is counted in the plan', () => {
  const line = (request: string) => `h - - [30/Nov/2026:10:00:01 +0000] "${request}" 200 1 "-" "-"`;
  const log = [line('GET /items/17?token=s3cret HTTP/1.1'), line('TRACE / HTTP/1.1'), line('GET /items/18 HTTP/1.1')];
  const scenario = scenarioOf('requestsFile: FOLDER/access.log.gz', {});
  writeFileSync(join(folder, 'access.log.gz'), gzipSync(`\ufeff${log.join('\r\n')}`));
  const { list, entries } = builtRequests(scenario);
  expect(list.map(({ path }) => path)).toEqual(['/items/17?token=s3cret', '/items/18']);
  expect(entries).toEqual([{ name: 'GET /items/{id}' }]);
  expect(requestNotes(scenario)).toEqual([
    'access.log.gz: 2 recorded requests, in turn',
    'access.log.gz: not sent: 1 with the method TRACE',
  ]);
});
