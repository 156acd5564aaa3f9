import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  expect(builtRequests(scenario).list).toEqual([
    { method: 'GET', path: '/a', headers: { 'X-Key': 'now' } },
    { method: 'POST', path: '/b', headers: { 'X-Key': 'now' }, body: '[1]' },
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

test('a file that is no recording, and text that is no UTF-8, are refused by name', () => {
  expect(() => builtRequests(scenarioOf('requestsFile: FOLDER/no.txt', { 'no.txt': 'hello\n' }))).toThrow(
    'no.txt:1: expected vegeta targets, a HAR file or an access log (ALB, CloudFront, nginx combined)',
  );
  const scenario = scenarioOf('request: { bodyFile: FOLDER/latin.txt }', {});
  writeFileSync(join(folder, 'latin.txt'), Buffer.from([0xe9]));
  expect(() => builtRequests(scenario)).toThrow('latin.txt: this is not UTF-8 text');
});
