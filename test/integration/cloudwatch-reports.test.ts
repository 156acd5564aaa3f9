import { expect, test } from 'vitest';
import { logsClient } from '../../src/aws/access.ts';
import { fetchReports } from '../../src/target/cloudwatch-reports.ts';
import { type LogEvent, startCloudWatchStandIn } from './cloudwatch-stand-in.ts';

process.env['AWS_ACCESS_KEY_ID'] = 'AKIANOBODY';
process.env['AWS_SECRET_ACCESS_KEY'] = 'nobodys-secret';

const group = '/aws/lambda/orders';
const atMs = 1_800_000_000_000;
const report = (id: string): LogEvent => ({
  message: `REPORT RequestId: ${id}\tDuration: 2.90 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n`,
  timestamp: atMs,
});

async function fetched(
  logs: { readonly endpoint: string },
  wanted: readonly string[],
  more: { readonly deadlineMs?: number; readonly signal?: AbortSignal; readonly logGroup?: string } = {},
) {
  const taken: string[] = [];
  const client = await logsClient({ logsEndpoint: logs.endpoint }, { region: 'us-east-1', maxAttempts: 3 });
  const { missing } = await fetchReports({
    ...{ client, logGroup: group, region: 'us-east-1', wanted: new Set(wanted), fromEpochMs: atMs, toEpochMs: atMs },
    ...{ deadlineMs: 30_000, signal: new AbortController().signal, ...more },
    take: (message) => taken.push(message),
  });
  client.destroy();
  return { missing, taken };
}

const ids = Array.from({ length: 25 }, (_, index) => `id-${index}`);

test('25 lines of 10 a page, with an empty page before each: six pages, each line once, others left aside', async () => {
  const events = [
    ...ids.flatMap((id) => [{ message: `START RequestId: ${id}`, timestamp: atMs }, report(id)]),
    report('foreign'),
  ];
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => events } });
  const { missing, taken } = await fetched(logs, ids);
  expect(missing).toBe(0);
  expect(taken).toEqual(ids.map((id) => report(id).message));
  expect(logs.requests).toHaveLength(6);
});

test('a record in JSON is found by its requestId', async () => {
  const message = JSON.stringify({ type: 'platform.report', record: { requestId: 'id-0' } });
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [{ message, timestamp: atMs }] } });
  expect(await fetched(logs, ['id-0'])).toEqual({ missing: 0, taken: [message] });
});

test('a line that arrives late is waited for', async () => {
  let asked = 0;
  const groups = { [group]: () => (++asked < 5 ? [report('id-0')] : [report('id-0'), report('id-1')]) };
  await using logs = await startCloudWatchStandIn({ groups });
  expect(await fetched(logs, ['id-0', 'id-1'])).toEqual({
    missing: 0,
    taken: [report('id-0').message, report('id-1').message],
  });
});

test('a line that never arrives is missing when the deadline has passed', async () => {
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [report('id-0')] } });
  expect(await fetched(logs, ['id-0', 'id-1'], { deadlineMs: 600 })).toMatchObject({ missing: 1 });
});

test('an interrupted run takes what has come and waits no longer', async () => {
  await using logs = await startCloudWatchStandIn({ groups: { [group]: () => [report('id-0')] } });
  const signal = AbortSignal.timeout(300);
  expect(await fetched(logs, ['id-0', 'id-1'], { signal })).toMatchObject({ missing: 1 });
});

test('throttles of the logs are tried again', async () => {
  await using logs = await startCloudWatchStandIn({
    groups: { [group]: () => [report('id-0')] },
    failure: (request) => (request === 0 ? { name: 'ThrottlingException', status: 400 } : undefined),
  });
  expect(await fetched(logs, ['id-0'])).toMatchObject({ missing: 0 });
});

test('a log that may not be read, or is not there, is one message that names it', async () => {
  const failure = () => ({ name: 'AccessDeniedException', status: 400 });
  await using denied = await startCloudWatchStandIn({ groups: {}, failure });
  await expect(fetched(denied, ['id-0'])).rejects.toThrow('AWS would not read the log /aws/lambda/orders: not allowed');
  await using empty = await startCloudWatchStandIn({ groups: {} });
  await expect(fetched(empty, ['id-0'])).rejects.toThrow('there is no log group /aws/lambda/orders in us-east-1');
});
