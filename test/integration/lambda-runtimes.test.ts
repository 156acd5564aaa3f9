import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LambdaProgram } from './lambda-program.ts';

const fixture = (...path: string[]) => join(import.meta.dirname, '../fixtures/lambda', ...path);
const python = (file: string, name = 'handler') =>
  ({ kind: 'python', file: fixture('python', file), function: name }) as const;

describe('Python', () => {
  it('a handler answers, counts its calls, tags itself by headers, and prints into the log', async () => {
    await using lambda = await LambdaProgram.start('', { code: python('app.py') });
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
    await using lambda = await LambdaProgram.start('', { code: python('app.py') });
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
    ['app.py', 'not_callable', 'Runtime.HandlerNotFound'],
  ])('%s, %s: init fails with %s', async (file, name, errorType) => {
    await using lambda = await LambdaProgram.start('', { code: python(file, name) });
    expect((await lambda.call('/')).status).toBe(502);
    await lambda.stop();
    expect(lambda.reports.map((report) => report.errorType)).toEqual([errorType]);
  });
});

it('any executable that speaks the Runtime API runs as it is, told its handler and no AWS runtime', async () => {
  await using lambda = await LambdaProgram.start('', {
    code: { kind: 'provided', bootstrap: fixture('provided', 'bootstrap'), handler: 'orders.create' },
  });
  const answers = [await lambda.call('/'), await lambda.call('/')];
  expect(answers.map(({ body }) => body)).toEqual([
    { call: 1, handler: 'orders.create', runtime: 'none' },
    { call: 2, handler: 'orders.create', runtime: 'none' },
  ]);
});

it('another Node binary can be named', async () => {
  await using lambda = await LambdaProgram.start('', {
    code: { kind: 'node', handler: { file: fixture('identity.mjs'), export: 'handler' }, node: process.execPath },
  });
  expect((await lambda.call('/')).body.call).toBe(1);
});
