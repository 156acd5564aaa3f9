import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { InvokeResult } from '../../../targets/lambda/invoke.ts';
import { EnvironmentHost } from '../environment-host.ts';

const command = [process.execPath, join(import.meta.dirname, '../../fixtures/lambda/raw-runtime.mjs')];

type Streamed = Extract<InvokeResult, { kind: 'streamed' }>;

async function textOf(result: InvokeResult): Promise<string> {
  if (result.kind === 'streamed') return Buffer.concat(await result.chunks.toArray()).toString();
  return result.kind === 'throttled' ? '' : result.payload.toString();
}

it('hands the runtime every header that has a value, and one invocation id per attempt', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const plain = JSON.parse(await textOf(await host.call(environment, 'headers')));
  const functionArn = 'arn:aws:lambda:us-east-1:012345678912:function:f:live';
  const more = { clientContext: '{"custom":"ä"}', cognitoIdentity: '{"id":1}', functionArn };
  const full = JSON.parse(await textOf(await host.call(environment, 'headers', more)));
  expect(plain).toMatchObject({
    'lambda-runtime-aws-request-id': 'r-1',
    'lambda-runtime-trace-id': 'Root=1-0',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:012345678912:function:f',
  });
  expect(Object.keys(plain)).not.toContain('lambda-runtime-client-context');
  expect(Object.keys(plain)).not.toContain('lambda-runtime-cognito-identity');
  expect(full).toMatchObject({
    'lambda-runtime-client-context': '{"custom":"\\u00e4"}',
    'lambda-runtime-cognito-identity': '{"id":1}',
    'lambda-runtime-invoked-function-arn': functionArn,
  });
  const ids = [plain, full].map((headers) => headers['lambda-runtime-invocation-id']);
  expect(new Set(ids).size).toBe(2);
  const leftMs = Number(plain['lambda-runtime-deadline-ms']) - Date.now();
  expect(leftMs).toBeGreaterThan(5000);
  expect(leftMs).toBeLessThanOrEqual(10_000);
});

it('refuses each act that is not allowed, and goes on', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  expect(await textOf(await host.call(environment, 'forbidden'))).toBe('{}');
  expect((await host.call(environment, 'plain')).kind).toBe('answered');
  await host.stop();
  const said = JSON.parse(host.log.find((line) => line.startsWith('{')) ?? '{}');
  const outcomes = Object.entries<{ status: number; body: string }>(said).map(
    ([act, { status, body }]) => `${act}: ${status} ${JSON.parse(body).errorType ?? JSON.parse(body).status}`,
  );
  expect(outcomes).toEqual([
    'init/error: 403 InvalidStateTransition',
    'restore/error: 403 InvalidStateTransition',
    'invocation/other/response: 400 InvalidRequestID',
    'invocation/other/error: 400 InvalidRequestID',
    'invocation/next: 403 InvalidStateTransition',
    'restore/next: 403 InvalidStateTransition',
    'nowhere: 404 NotFound',
    'answer: 202 OK',
    'answer again: 403 InvalidStateTransition',
    'stream after the answer: 403 InvalidStateTransition',
    'error after the answer: 403 InvalidStateTransition',
  ]);
});

it('a mode of answering that there is not: 400, and the call fails', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const result = await host.call(environment, 'wrong-mode');
  expect(result).toMatchObject({ kind: 'function-error', errorType: 'Runtime.InvalidResponseModeHeader' });
  expect((await host.call(environment, 'plain')).kind).toBe('answered');
  await host.stop();
  expect(host.log.find((line) => line.startsWith('{'))).toContain('"wrong-mode":400');
});

it('gives a streamed answer as it comes, or put together', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const streamed = (await host.call(environment, 'pieces', { mode: 'stream', logType: 'Tail' })) as Streamed;
  expect(streamed).toMatchObject({ kind: 'streamed', contentType: 'text/plain' });
  const pieces = (await streamed.chunks.toArray()).map(String);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe('one two three');
  const { error, logTail } = await streamed.ended;
  expect(error).toBeUndefined();
  expect(logTail?.toString()).toMatch(/^START RequestId: r-1 .*\nEND RequestId: r-1\nREPORT RequestId: r-1\t.*\n$/s);
  const whole = await host.call(environment, 'pieces');
  expect(whole).toMatchObject({ kind: 'answered', contentType: 'text/plain' });
  expect(await textOf(whole)).toBe('one two three');
});

it.each([
  ['an error in the trailers', 'late-error', 'Function.Late', '{"errorType":"Function.Late"}'],
  [
    'a runtime that breaks off',
    'broken-off',
    'Runtime.TruncatedResponse',
    '{"errorType":"Runtime.TruncatedResponse","errorMessage":"RequestId: r-1 Error: Truncated runtime response"}',
  ],
])('a streamed answer ends with %s', async (_, what, errorType, payload) => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const streamed = (await host.call(environment, what, { mode: 'stream' })) as Streamed;
  expect(await textOf(streamed)).toBe('one ');
  const { error } = await streamed.ended;
  expect({ ...error, payload: error?.payload.toString() }).toEqual({ errorType, payload });
  expect(await host.call(environment, what)).toMatchObject({ kind: 'function-error', errorType });
  await host.stop();
  expect(host.reports.map((report) => report.errorType)).toEqual([errorType, errorType]);
});

it('a streamed answer of 6,291,557 bytes is too large put together, and not as it comes', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const whole = await host.call(environment, 'oversize');
  expect(whole).toMatchObject({ kind: 'function-error', errorType: 'Function.ResponseSizeTooLarge' });
  const streamed = await host.call(environment, 'oversize', { mode: 'stream' });
  expect(await textOf(streamed)).toHaveLength(6_291_557);
});

it('a caller who does not want the rest of a stream holds nobody up', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const streamed = (await host.call(environment, 'oversize', { mode: 'stream' })) as Streamed;
  streamed.chunks.destroy();
  expect((await streamed.ended).error).toBeUndefined();
  expect((await host.call(environment, 'plain')).kind).toBe('answered');
});

it('answers restore/next where the environment is restored, and reports the restore', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command, restores: true, variables: { RESTORES: 'well' } });
  expect((await host.call(environment, 'plain')).kind).toBe('answered');
  await host.stop();
  expect(host.log).toContain('{"restored":200,"body":""}');
  expect(host.log.filter((line) => /^(RESTORE|INIT)_/.test(line))).toEqual([
    expect.stringMatching(/^RESTORE_START Runtime Version: /),
    expect.stringMatching(/^RESTORE_REPORT Restore Duration: [\d.]+ ms$/),
  ]);
  expect(host.log.at(-1)).toMatch(/\tRestore Duration: [\d.]+ ms\tBilled Restore Duration: \d+ ms\t$/);
});

it('holds restore/next open where there is no snapshot: its init times out', async () => {
  await using host = new EnvironmentHost();
  const limits = { initTimeoutMs: 300, timeoutMs: 300 };
  const environment = host.start({ command, ...limits, variables: { RESTORES: 'well' } });
  expect((await host.call(environment, 'plain')).kind).toBe('function-error');
  await host.stop();
  expect(host.log.some((line) => line.startsWith('{"restored"'))).toBe(false);
});

it('restore/error fails the restore, which is not tried again', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command, restores: true, variables: { RESTORES: 'badly' } });
  expect(await host.call(environment, 'plain')).toMatchObject({ errorType: 'SnapStartException' });
  await host.stop();
  expect(host.log.filter((line) => line.startsWith('RESTORE_REPORT'))).toEqual([
    expect.stringMatching(/ ms\tStatus: error\tError Type: Runtime.AfterRestore$/),
  ]);
});

it('in JSON writes the records of the service, in their order', async () => {
  await using host = new EnvironmentHost('JSON');
  const environment = host.start({ command });
  await host.call(environment, 'pieces');
  await host.call(environment, 'broken-off');
  await host.stop();
  const records = host.log.map((line) => JSON.parse(line)).filter(({ type }) => type !== undefined);
  expect(records.map(({ type }) => type.replace('platform.', ''))).toEqual([
    ...['initStart', 'initRuntimeDone', 'initReport'],
    ...['start', 'runtimeDone', 'report', 'start', 'runtimeDone', 'report'],
  ]);
  const [initStart, , initReport, start, runtimeDone, report] = records;
  const how = { initializationType: 'on-demand', phase: 'init' };
  expect(initStart.record).toMatchObject({ ...how, functionName: 'f', functionVersion: '$LATEST' });
  expect(initReport.record).toMatchObject({ ...how, status: 'success', metrics: { durationMs: expect.any(Number) } });
  expect(start.record).toEqual({ requestId: 'r-1', version: '$LATEST' });
  // "one two three"
  expect(runtimeDone.record).toMatchObject({ requestId: 'r-1', status: 'success', metrics: { producedBytes: 13 } });
  expect(Object.keys(report.record)).toEqual(['requestId', 'status', 'metrics']);
  expect(records.at(-1).record).toMatchObject({ status: 'error', errorType: 'Runtime.TruncatedResponse' });
});
