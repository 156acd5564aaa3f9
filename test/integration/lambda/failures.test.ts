import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isClient4 } from '../node-version.ts';
import { LambdaHere } from './embedded/here.ts';

const words = isClient4
  ? { rejection: 'Runtime.ExitError', notJson: 'Runtime.JSONStringifyError' }
  : { rejection: 'Runtime.UnhandledPromiseRejection', notJson: 'Error' };

const failed = { status: 502, text: 'Internal Server Error' };

it.each([
  ['exits with code 0', '/exit', 'Runtime.ExitError'],
  ['exits with code 3', '/exit-3', 'Runtime.ExitError'],
  ['is killed', '/kill', 'Runtime.ExitError'],
  ['leaves a rejection that nobody catches', '/late-rejection', words.rejection],
])(
  'a function that %s fails its call, and the next one has a fresh process in the same environment',
  async (_, path, errorType) => {
    // On a busy machine a fresh process may take longer than the 10 s that calls have otherwise.
    await using lambda = await LambdaHere.start('deaths.mjs', { timeoutMs: 30_000 });
    const before = await lambda.call('/');
    expect(await lambda.call(path)).toMatchObject(failed);
    // A runtime that posts its error before it exits may linger: meanwhile another environment would take the call.
    await expect.poll(() => lambda.environmentEvents.map(({ state }) => state)).toContain('reset');
    const after = await lambda.call('/');
    await lambda.stop();
    expect(after.body.call).toBe(1);
    expect(after.body.pid).not.toBe(before.body.pid);
    expect(lambda.reports.map(({ status }) => status)).toEqual(['success', 'error', 'success']);
    expect(lambda.reports[1]).toMatchObject({ errorType });
    expect(lambda.log.filter((line) => line.endsWith(`\tStatus: error\tError Type: ${errorType}`))).toHaveLength(1);
    expect(lambda.environmentEvents.find(({ state }) => state === 'reset')).toMatchObject({ reason: 'crash' });
    expect(new Set(lambda.reports.map(({ rollcall }) => rollcall.environmentId)).size).toBe(1);
    // The third call's init is suppressed: part of its Duration, and not told.
    expect(lambda.reports.map(({ metrics }) => metrics.initDurationMs !== undefined)).toEqual([true, false, false]);
    expect(lambda.reports[2]?.metrics.durationMs).toBeGreaterThan(10);
  },
);

it.each([
  ['waits for ever', '/hang'],
  ['computes for ever', '/spin'],
])('a function that %s is stopped after its timeout of 2 s, and billed that', async (_, path) => {
  await using lambda = await LambdaHere.start('deaths.mjs', { timeoutMs: 2000 });
  await lambda.call('/');
  expect(await lambda.call(path)).toMatchObject(failed);
  expect((await lambda.call('/')).body.call).toBe(1);
  await lambda.stop();
  const [, report] = lambda.reports;
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 2000, billedDurationMs: 2000 } });
  expect(lambda.log).toContain(
    `REPORT RequestId: ${report?.requestId}\tDuration: 2000.00 ms\tBilled Duration: 2000 ms\tMemory Size: 1769 MB\t` +
      `Max Memory Used: ${report?.metrics.maxMemoryUsedMB} MB\tStatus: timeout`,
  );
});

it('a function that throws, answers what is no JSON, or 6,291,557 bytes fails its call each time and lives on', async () => {
  await using lambda = await LambdaHere.start('deaths.mjs');
  for (const path of ['/throw', '/not-json', '/too-large'])
    expect([path, await lambda.call(path)]).toMatchObject([path, failed]);
  expect((await lambda.call('/')).body.call).toBe(4);
  await lambda.stop();
  expect(lambda.reports.slice(0, 3).map(({ status, errorType }) => [status, errorType])).toEqual([
    ['error', 'TypeError'],
    ['error', words.notJson],
    ['error', 'Function.ResponseSizeTooLarge'],
  ]);
});

it('6,291,556 bytes are an answer', async () => {
  await using lambda = await LambdaHere.start('deaths.mjs');
  const { status, text } = await lambda.call('/largest');
  expect(status).toBe(200);
  expect(text).toHaveLength(6_291_556);
});

it('an answer that is not a valid HTTP answer is a 502 at the URL, though the invocation itself went well', async () => {
  await using lambda = await LambdaHere.start('deaths.mjs');
  for (const path of ['/garbage', '/bad-status', '/bad-header', '/bad-header-value']) {
    const answer = await lambda.call(path);
    expect([path, answer]).toMatchObject([path, failed]);
    expect(answer.headers.get('good')).toBeNull();
  }
  expect((await lambda.call('/')).body.call).toBe(5);
  await lambda.stop();
  expect(lambda.reports.map(({ status }) => status)).toEqual(Array(5).fill('success'));
});

it('a function whose folder does not exist fails its calls, and the platform goes on', async () => {
  await using lambda = await LambdaHere.start('no-such-folder/index.mjs');
  expect(await lambda.call('/')).toMatchObject(failed);
  expect(await lambda.call('/')).toMatchObject(failed);
});

it('refuses a request of more than 6 MB with 413, without an environment', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  const answer = await lambda.call('/', { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024 + 1) });
  expect(answer.status).toBe(413);
  expect((await lambda.call('/')).body.call).toBe(1);
});

it.each([
  ['throws at init', 'init-throw.mjs', 'RangeError', 'error'],
  ['has a syntax error', 'init-syntax.mjs', 'Runtime.UserCodeSyntaxError', 'error'],
  ['is not there', 'no-such-file.mjs', 'Runtime.ImportModuleError', 'error'],
  ['does not export the handler', 'init-exports-nothing.mjs', 'Runtime.HandlerNotFound', 'error'],
  ['exits at init', 'init-exit.mjs', 'Runtime.ExitError', 'error'],
  ['computes for ever at init', 'init-hang.mjs', 'Sandbox.Timedout', 'timeout'],
])(
  'a module that %s is tried again inside the first call, and once more inside the second',
  async (_, file, errorType, status) => {
    // Only the init that hangs has short limits: on a busy machine another one may take longer to fail.
    const limits =
      status === 'timeout' ? { initTimeoutMs: 300, timeoutMs: 300 } : { initTimeoutMs: 10_000, timeoutMs: 30_000 };
    await using lambda = await LambdaHere.start(file, limits);
    expect(await lambda.call('/')).toMatchObject(failed);
    expect(await lambda.call('/')).toMatchObject(failed);
    await lambda.stop();
    expect(lambda.reports.map((report) => report.status)).toEqual([status, status]);
    expect(lambda.reports[0]).toMatchObject({ errorType });
    expect(lambda.reports[0]?.metrics.initDurationMs).toBeUndefined();
    const words = lambda.log
      .filter((line) => /^(INIT_|START|END|REPORT)/.test(line))
      .map((line) => `${line.split(' ')[0]} ${line.match(/Phase: (\w+)/)?.[1] ?? ''}`.trim());
    const call = ['START', 'INIT_REPORT invoke', 'END', 'REPORT'];
    expect(words).toEqual(['INIT_START', 'INIT_REPORT init', ...call, ...call]);
    expect(lambda.log.find((line) => line.startsWith('INIT_REPORT'))).toMatch(
      /^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: (error|timeout)/,
    );
    expect(new Set(lambda.environmentEvents.map(({ environmentId }) => environmentId)).size).toBe(1);
    expect(new Set(lambda.environmentEvents.map(({ pid }) => pid)).size).toBe(3);
  },
);

it('an init that works when it is tried again is nothing that the caller sees', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-marker-'));
  await using lambda = await LambdaHere.start('init-once.mjs', {
    environment: { MARKER: join(directory, 'marker') },
  });
  expect((await lambda.call('/')).status).toBe(200);
  await lambda.stop();
  rmSync(directory, { recursive: true });
  expect(lambda.reports.map(({ status }) => status)).toEqual(['success']);
  expect(lambda.reports[0]?.metrics.initDurationMs).toBeUndefined();
});

it('an environment that failed to initialize does not stand in the way of the next', async () => {
  // The variable is not there: writing the marker fails, and so does every init.
  await using lambda = await LambdaHere.start('init-once.mjs', { concurrencyLimit: 1 });
  expect((await lambda.call('/')).status).toBe(502);
  expect((await lambda.call('/')).status).toBe(502);
});

it('refuses what a runtime may not do, each with the answer of the Runtime API', async () => {
  await using lambda = await LambdaHere.start('runtime-api.mjs');
  expect(await lambda.call('/')).toMatchObject(failed);
  // Its caller has the 502 before the function has tried the last thing and printed.
  const line = () => lambda.log.map((each) => each.split('\tINFO\t')[1]).find((each) => each?.startsWith('{'));
  await expect.poll(line).toBeDefined();
  const printed = JSON.parse(line() ?? '{}');
  const invalidState = { status: 403, errorType: 'InvalidStateTransition' };
  const unknownId = { status: 400, errorType: 'InvalidRequestID' };
  expect(printed).toMatchObject({
    nextWhileBusy: invalidState,
    initErrorWhileBusy: invalidState,
    foreignResponse: unknownId,
    foreignError: unknownId,
    unknownPath: { status: 404 },
    tooLarge: {
      status: 413,
      errorType: 'RequestEntityTooLarge',
      errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
    },
    afterTooLarge: invalidState,
  });
  expect(lambda.reports[0]).toMatchObject({ status: 'error', errorType: 'Function.ResponseSizeTooLarge' });
});
