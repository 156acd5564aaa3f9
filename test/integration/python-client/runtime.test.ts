import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LambdaProgram } from '../lambda/program.ts';
import { RuntimeProcess } from '../runtime-process.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/lambda/python-client', name);
const code = (module: string, name = 'handler') =>
  ({ kind: 'python', file: fixture(`${module}.py`), function: name }) as const;

it('a tenant is in the context and in each JSON line, and none where the call has none', async () => {
  await using runtime = await RuntimeProcess.start(code('names', 'tenant'));
  expect((await runtime.call({}, { 'Lambda-Runtime-Aws-Tenant-Id': 'blue' })).body).toEqual(['blue', true]);
  expect((await runtime.call()).body).toEqual([null, true]);
});

it('tenants are in JSON lines', async () => {
  await using runtime = await RuntimeProcess.start(code('logs'), { AWS_LAMBDA_LOG_FORMAT: 'JSON' });
  await runtime.call('quiet', { 'Lambda-Runtime-Aws-Tenant-Id': 'blue' });
  await runtime.call('quiet');
  await runtime.polling(1);
  const records = runtime.lines.map((line) => JSON.parse(line));
  expect(records.map(({ requestId, tenantId }) => [requestId, tenantId])).toEqual([
    ['1', 'blue'],
    ['2', undefined],
  ]);
});

it('an event whose type is not JSON is handed over as bytes', async () => {
  await using runtime = await RuntimeProcess.start(code('answers'));
  const { body } = await runtime.call({}, { 'Content-Type': 'text/plain' });
  expect(body).toMatchObject({ errorType: 'KeyError', errorMessage: "b'{}'" });
});

it('the name of an error is no way into the headers of its report', async () => {
  await using runtime = await RuntimeProcess.start(code('names'));
  const { headers, body } = await runtime.call();
  expect(headers['lambda-runtime-function-error-type']).toBe('Runtime.Unknown');
  expect(body.errorType).toBe('Broken\r\nRollcall-Cpu-Us: 7');
});

it('an answer over the limit ends the process, as it ends that of AWS; the next call has a new one', async () => {
  await using lambda = await LambdaProgram.start('', { code: code('large') });
  const first = await lambda.call('/');
  await lambda.call('/large');
  const second = await lambda.call('/');
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.text).not.toBe(first.text);
  await lambda.stop();
  expect(lambda.reports.map(({ errorType }) => errorType)).toEqual([
    undefined,
    'Function.ResponseSizeTooLarge',
    undefined,
  ]);
  expect(new Set(lambda.reports.map(({ rollcall }) => rollcall.environmentId)).size).toBe(1);
});

it('of several processes in an environment, one whose answer is over the limit goes on', async () => {
  const model = { kind: 'managed', maxConcurrencyPerEnvironment: 2, minEnvironments: 1, maxEnvironments: 1 } as const;
  await using lambda = await LambdaProgram.start('', { code: code('large'), model, timeoutMs: 30_000 });
  const before = (await lambda.burst(2, '/before')).map(({ text }) => text);
  expect((await lambda.call('/large')).status).not.toBe(200);
  const after = (await lambda.burst(2, '/after')).map(({ text }) => text);
  expect(after.toSorted()).toEqual(before.toSorted());
  await lambda.stop();
  expect(lambda.log.join('\n')).toMatch(/\tthe platform answered 413 to invocation\/.*; the process goes on$/m);
});

it('several processes whose init fails: the error is reported, and the environment ends', async () => {
  await using runtime = await RuntimeProcess.start(code('raises_at_import'), { AWS_LAMBDA_MAX_CONCURRENCY: '3' });
  expect((await runtime.initError).body.errorType).toBe('KeyError');
  expect(await runtime.exit()).toBe('Runtime exited with error: exit status 1');
});
