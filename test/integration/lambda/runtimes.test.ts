import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LambdaHere } from './embedded/here.ts';
import { allGone, isAlive, LambdaProgram } from './program.ts';

const fixture = (...path: string[]) => join(import.meta.dirname, '../../fixtures/lambda', ...path);
const python = (file: string, name = 'handler') =>
  ({ kind: 'python', file: fixture('python', file), function: name }) as const;

describe('Python', () => {
  it('a handler answers, counts its calls, tags itself by headers, and prints into the log', async () => {
    await using lambda = await LambdaHere.start('', { code: python('app.py') });
    const [first, second] = [await lambda.call('/'), await lambda.call('/')];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([first.body.call, second.body.call, first.body.left]).toEqual([1, 2, true]);
    expect(first.headers.get('rollcall-instance-id')).toBe(second.headers.get('rollcall-instance-id'));
    expect(first.body.id).toBe(first.headers.get('x-amzn-requestid'));
    await lambda.stop();
    expect(lambda.log).toContain('call 2 of fixture');
    expect(lambda.reports.every(({ rollcall }) => rollcall.cpuMs !== undefined)).toBe(true);
  });

  it('what it throws is its failure, and it lives on; what ends it is a Runtime.ExitError', async () => {
    await using lambda = await LambdaHere.start('', { code: python('app.py') });
    const statuses = [];
    for (const path of ['/', '/throws', '/', '/exits']) statuses.push((await lambda.call(path)).status);
    expect(statuses).toEqual([200, 502, 200, 502]);
    await lambda.stop();
    expect(lambda.reports.map(({ errorType }) => errorType)).toEqual([
      undefined,
      'ValueError',
      undefined,
      'Runtime.ExitError',
    ]);
  });

  it.each([
    ['syntax.py', 'handler', 'Runtime.UserCodeSyntaxError'],
    ['imports.py', 'handler', 'Runtime.ImportModuleError'],
    ['missing.py', 'handler', 'Runtime.ImportModuleError'],
    ['app.py', 'not_there', 'Runtime.HandlerNotFound'],
  ])('%s, %s: init fails with %s', async (file, name, errorType) => {
    await using lambda = await LambdaHere.start('', { code: python(file, name) });
    expect((await lambda.call('/')).status).toBe(502);
    await lambda.stop();
    expect(lambda.reports.map((report) => report.errorType)).toEqual([errorType]);
  });
});

it('any executable that speaks the Runtime API runs as it is, told its handler and no AWS runtime', async () => {
  await using lambda = await LambdaHere.start('', {
    code: { kind: 'provided', bootstrap: fixture('provided', 'bootstrap'), handlerName: 'orders.create' },
    // It polls when it has posted its answer; on a busy machine the next call may come before that, and waits here.
    model: { kind: 'queued', maxInstances: 1, addEveryMs: 10 },
  });
  const answers = [await lambda.call('/'), await lambda.call('/')];
  expect(answers.map(({ body }) => body)).toEqual([
    { call: 1, handler: 'orders.create', runtime: 'none' },
    { call: 2, handler: 'orders.create', runtime: 'none' },
  ]);
});

it('another Node binary can be named', async () => {
  await using lambda = await LambdaHere.start('', {
    code: { kind: 'node', handler: { file: fixture('identity.mjs'), export: 'handler' }, node: process.execPath },
  });
  expect((await lambda.call('/')).body.call).toBe(1);
});

describe('a streaming handler', () => {
  const start = (invokeMode: 'BUFFERED' | 'RESPONSE_STREAM') =>
    LambdaHere.start('streams.mjs', { url: { invokeMode } });

  it('is heard as it writes: pieces before the end, with its content type, and the environment lives on', async () => {
    await using lambda = await start('RESPONSE_STREAM');
    for (const _ of [1, 2]) {
      const response = await fetch(`${lambda.url}/`);
      expect(response.headers.get('content-type')).toBe('text/plain');
      const pieces: string[] = [];
      for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe('one two three');
    }
    await lambda.stop();
    expect(new Set(lambda.reports.map(({ rollcall }) => rollcall.environmentId)).size).toBe(1);
  });

  it('says status, headers and cookies in a prelude, under both modes', async () => {
    for (const mode of ['RESPONSE_STREAM', 'BUFFERED'] as const) {
      await using lambda = await start(mode);
      const answer = await lambda.call('/html');
      expect([answer.status, answer.headers.get('x-mine'), answer.text]).toEqual([201, '1', '<p>']);
      expect(answer.headers.getSetCookie()).toEqual(['a=1']);
    }
  });

  it('that throws before its first byte is 502; after it, its stream is broken off; both by name in the report', async () => {
    await using lambda = await start('RESPONSE_STREAM');
    expect((await lambda.call('/throws-first')).status).toBe(502);
    await expect(lambda.call('/throws-late')).rejects.toThrow();
    await lambda.stop();
    expect(lambda.reports.map(({ errorType }) => errorType)).toEqual(['RangeError', 'RangeError']);
  });
});

it('TypeScript on a Node that cannot strip types: an init error that says so; on one that can, an answer', async () => {
  await using lambda = await LambdaHere.start('typed.mts');
  const { status, body } = await lambda.call('/');
  await lambda.stop();
  const canRunIt = 'typescript' in process.features && process.features.typescript !== false;
  if (canRunIt) expect([status, body]).toEqual([200, { typed: true }]);
  else {
    expect(lambda.reports.map(({ errorType }) => errorType)).toEqual(['Runtime.UserCodeSyntaxError']);
    expect(lambda.log.join('\n')).toContain('compile it, or name a Node from 22.18 on');
  }
});

describe('an environment of several calls at once', () => {
  const managed = { kind: 'managed', maxConcurrencyPerEnvironment: 4, minEnvironments: 1, maxEnvironments: 1 } as const;
  it('of Python has 4 processes; none outlives a platform that was killed', async () => {
    await using lambda = await LambdaProgram.start('', { code: python('kinds.py', 'naps'), model: managed });
    const pids = (await lambda.burst(4, '/')).map(({ text }) => Number(text));
    expect(new Set(pids).size).toBe(4);
    expect(pids.every(isAlive)).toBe(true);
    lambda.kill();
    expect(await allGone(pids)).toBe(true);
  });

  it.each([
    ['one event loop', 1, {}],
    ['2 worker threads', 2, { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' }],
  ])('of Node is one process, with %s', async (_, threads, environment) => {
    const code = { kind: 'node', handler: { file: fixture('kinds.cjs'), export: 'threads' } } as const;
    await using lambda = await LambdaHere.start('', { code, model: managed, environment });
    const bodies = (await lambda.burst(4, '/')).map(({ body }) => body);
    expect(new Set(bodies.map(({ pid }) => pid)).size).toBe(1);
    expect(new Set(bodies.map(({ threadId }) => threadId)).size).toBe(threads);
  });
});
