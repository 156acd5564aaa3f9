import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { logsClient } from '../../../src/aws/access.ts';
import { fetchReports, type ReportsQuery } from '../../../src/launch/deployed/cloudwatch-reports.ts';
import { temporaryDirectory } from '../rollcall.ts';
import { type LogEvent, startCloudWatchStandIn } from './cloudwatch-stand-in.ts';

vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIANOBODY');
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'nobodys-secret');

const group = '/aws/lambda/orders';
const atMs = 1_800_000_000_000;
const report = (id: string, timestamp = atMs): LogEvent => ({
  message: `REPORT RequestId: ${id}\tDuration: 2.90 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n`,
  timestamp,
});
const record = (id: string, type: string): LogEvent => ({
  message: JSON.stringify({
    time: '2027-01-15T08:00:00.000Z',
    type,
    record: {
      ...{ requestId: id, status: 'success' },
      metrics: { durationMs: 2.9, billedDurationMs: 3, memorySizeMB: 128, maxMemoryUsedMB: 36 },
    },
  }),
  timestamp: atMs,
});

async function fetched(
  logs: { readonly endpoint: string },
  wanted: readonly string[],
  more: Partial<Pick<ReportsQuery, 'deadlineMs' | 'signal' | 'fromEpochMs' | 'toEpochMs'>> = {},
  taking: () => void = () => {},
) {
  const taken: string[] = [];
  const client = await logsClient({ logsEndpoint: logs.endpoint }, { region: 'us-east-1', maxAttempts: 3 });
  const { missing, pages } = await fetchReports({
    ...{ client, logGroup: group, region: 'us-east-1', wanted: new Set(wanted), fromEpochMs: atMs, toEpochMs: atMs },
    ...{ deadlineMs: 30_000, signal: new AbortController().signal, ...more },
    take(message) {
      taken.push(message);
      taking();
    },
  });
  client.destroy();
  return { missing, pages, taken };
}

const ids = Array.from({ length: 25 }, (_, index) => `id-${index}`);

test('25 lines of 10 a page, with an empty page before each: six pages, each line once, others left aside', async () => {
  const events = [
    ...ids.flatMap((id) => [{ message: `START RequestId: ${id}`, timestamp: atMs }, report(id)]),
    report('foreign'),
  ];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events } });
  const found = await fetched(logs, ids);
  expect(found).toEqual({ missing: 0, pages: 6, taken: ids.map((id) => report(id).message) });
  expect(logs.requests).toHaveLength(6);
});

test('records in JSON are found by their request ids; those of a start are no reports', async () => {
  const reports = ['id-0', 'id-1'].map((id) => record(id, 'platform.report'));
  const events = [record('id-0', 'platform.start'), ...reports, record('foreign', 'platform.report')];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events } });
  const taken = reports.map(({ message }) => message);
  expect(await fetched(logs, ['id-0', 'id-1'])).toEqual({ missing: 0, pages: 2, taken });
});

test('what a function says of a platform.report is none', async () => {
  const said = JSON.stringify({ level: 'INFO', requestId: 'id-0', message: 'a platform.report is to come' });
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [{ message: said, timestamp: atMs }] } });
  expect(await fetched(logs, ['id-0'], { deadlineMs: 300 })).toMatchObject({ missing: 1, taken: [] });
});

test('an event whose XRAY part is on a second line is taken whole', async () => {
  const { message } = report('id-0');
  const wrapped = `${message}XRAY TraceId: 1-63441c4a-abcdef012345678912345678\tSegmentId: 0123456789abcdef\tSampled: true\t\n`;
  const events = [{ message: wrapped, timestamp: atMs }];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events } });
  expect((await fetched(logs, ['id-0'])).taken).toEqual([wrapped]);
});

test('the window is a minute wider than the load: 59 s off is found, 61 s off is not', async () => {
  const events = [
    ...[report('early', atMs - 61_000), report('before', atMs - 59_000)],
    ...[report('after', atMs + 1000 + 59_000), report('late', atMs + 1000 + 61_000)],
  ];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events } });
  const found = await fetched(logs, ['early', 'before', 'after', 'late'], { toEpochMs: atMs + 1000, deadlineMs: 600 });
  expect(found.taken).toEqual([report('before').message, report('after').message]);
  expect(found.missing).toBe(2);
});

test('the log file of an embedded Lambda will do', async () => {
  const file = join(await temporaryDirectory(), 'lambda.log');
  await writeFile(file, `START RequestId: id-0\n${report('id-0').message}`);
  await using logs = await startCloudWatchStandIn({ groups: { [group]: { file } } });
  const now = { fromEpochMs: Date.now(), toEpochMs: Date.now() };
  expect(await fetched(logs, ['id-0'], now)).toMatchObject({
    missing: 0,
    taken: [report('id-0').message.slice(0, -1)],
  });
});

test('a line that arrives late is waited for', async () => {
  let asked = 0;
  const groups = { [group]: () => (++asked < 5 ? [report('id-0')] : [report('id-0'), report('id-1')]) };
  await using logs = await startCloudWatchStandIn({ groups });
  expect(await fetched(logs, ['id-0', 'id-1'])).toMatchObject({
    missing: 0,
    taken: [report('id-0').message, report('id-1').message],
  });
});

test('a log group that comes with its first line is waited for', async () => {
  const groups: Record<string, () => LogEvent[]> = {};
  await using logs = await startCloudWatchStandIn({
    groups,
    failure(request) {
      if (request === 1) groups[group] = () => [report('id-0')];
      return undefined;
    },
  });
  expect(await fetched(logs, ['id-0'])).toMatchObject({ missing: 0 });
  // Once there was none; then an empty page and one with the line.
  expect(logs.requests).toHaveLength(3);
});

test('a line that never arrives is missing when the deadline has passed', async () => {
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [report('id-0')] } });
  expect(await fetched(logs, ['id-0', 'id-1'], { deadlineMs: 600 })).toMatchObject({ missing: 1 });
});

test('pages without end stop at the deadline, and what came is kept', async () => {
  const events = [report('id-0'), ...Array.from({ length: 500 }, (_, index) => report(`foreign-${index}`))];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events }, pageSize: 1, delayMs: 20 });
  const found = await fetched(logs, ['id-0', 'id-1'], { deadlineMs: 700 });
  expect(found).toMatchObject({ missing: 1, taken: [report('id-0').message] });
  // 1,002 pages of 20 ms would be 20 s; in 700 ms there is time for 35 of them.
  expect(logs.requests.length).toBeLessThan(40);
});

test('a run interrupted in the pause after its first look takes what has come and waits no longer: two pages', async () => {
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [report('id-0')] } });
  const interrupted = new AbortController();
  // The pause begins before any timer fires.
  const soon = () => void setTimeout(() => interrupted.abort());
  const found = await fetched(logs, ['id-0', 'id-1'], { signal: interrupted.signal }, soon);
  expect(found).toEqual({ missing: 1, pages: 2, taken: [report('id-0').message] });
  expect(logs.requests).toHaveLength(2);
});

test('a run interrupted while it asks again takes what has come and does not wait for the third page', async () => {
  const interrupted = new AbortController();
  await using logs = await startCloudWatchStandIn({
    groups: { [group]: () => [report('id-0')] },
    failure(request) {
      if (request === 2) interrupted.abort();
      return undefined;
    },
  });
  const found = await fetched(logs, ['id-0', 'id-1'], { signal: interrupted.signal });
  expect(found).toEqual({ missing: 1, pages: 2, taken: [report('id-0').message] });
  expect(logs.requests).toHaveLength(3);
});

test('a run that was interrupted before looks once: two pages', async () => {
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [report('id-0')] } });
  expect(await fetched(logs, ['id-0', 'id-1'], { signal: AbortSignal.abort() })).toMatchObject({
    missing: 1,
    pages: 2,
  });
});

test('throttles of the logs are tried again', async () => {
  await using logs = await startCloudWatchStandIn({
    groups: { [group]: () => [report('id-0')] },
    failure: (request) => (request === 0 ? { name: 'ThrottlingException', status: 400 } : undefined),
  });
  expect(await fetched(logs, ['id-0'])).toMatchObject({ missing: 0 });
});

test('a log that is throttled all the time, may not be read, or is not there, is one message that names it', async () => {
  const always = (name: string) => startCloudWatchStandIn({ groups: {}, failure: () => ({ name, status: 400 }) });
  await using throttled = await always('ThrottlingException');
  await expect(fetched(throttled, ['id-0'])).rejects.toThrow(
    'AWS refused to read the log /aws/lambda/orders: throttled',
  );
  await using denied = await always('AccessDeniedException');
  await expect(fetched(denied, ['id-0'])).rejects.toThrow(
    'AWS refused to read the log /aws/lambda/orders: not allowed to do logs:FilterLogEvents',
  );
  await using empty = await startCloudWatchStandIn({ groups: {} });
  await expect(fetched(empty, ['id-0'], { deadlineMs: 700 })).rejects.toThrow(
    'there is no log group /aws/lambda/orders in us-east-1',
  );
});

test('requests are signed for the service of logs; another secret is refused in one message without it', async () => {
  const groups = { [group]: () => [report('id-0')] };
  const credentials = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'nobodys-secret' };
  await using good = await startCloudWatchStandIn({ groups, credentials });
  expect(await fetched(good, ['id-0'])).toMatchObject({ missing: 0 });
  await using bad = await startCloudWatchStandIn({ groups, credentials: { ...credentials, secretAccessKey: 'other' } });
  const problem = await fetched(bad, ['id-0']).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'aws-signature-refused' });
  expect(inspect(problem, { depth: 9, showHidden: true })).not.toMatch(/nobodys-secret|AKIANOBODY|Signature=/);
});
