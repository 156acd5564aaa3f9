import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FunctionOverrides } from '../local/service-config.ts';
import { LambdaHere } from './embedded/here.ts';
import type { Answer } from './embedded/lambda.ts';

const file = join(import.meta.dirname, '../../fixtures/lambda/untagged.mjs');

const start = (name: string, { service, ...overrides }: FunctionOverrides = {}) =>
  LambdaHere.start('', {
    code: { kind: 'node', handler: { file, export: name } },
    ...overrides,
    service: { identifies: true, ...service },
  });

const told = ({ headers }: Pick<Answer, 'headers'>) => ({
  environmentId: headers.get('rollcall-environment-id'),
  coldStart: headers.get('rollcall-environment-cold-start'),
});

it('a function that says nothing: ten environments for ten at once, all cold; then a warm call of one of them', async () => {
  await using lambda = await start('plain');
  const burst = (await lambda.burst(10, '/')).map(told);
  expect(new Set(burst.map(({ environmentId }) => environmentId)).size).toBe(10);
  expect(burst.map(({ coldStart }) => coldStart)).toEqual(Array(10).fill('true'));
  const next = told(await lambda.call('/'));
  expect(next.coldStart).toBe('false');
  expect(burst.map(({ environmentId }) => environmentId)).toContain(next.environmentId);
  await lambda.stop();
  const inTelemetry = lambda.reports.map(({ rollcall }) => rollcall.environmentId);
  expect(new Set(inTelemetry)).toEqual(new Set(burst.map(({ environmentId }) => environmentId)));
});

it.each(['lying', 'failing', 'streaming'])('%s: the platform’s own words', async (name) => {
  const url = { invokeMode: name === 'streaming' ? 'RESPONSE_STREAM' : 'BUFFERED' } as const;
  await using lambda = await start(name, { url });
  const { environmentId, coldStart } = told(await lambda.call('/'));
  expect([environmentId?.length, coldStart]).toEqual([36, 'true']);
});

it('a call whose init was late and repeated in its own time waited for it', async () => {
  const code = { kind: 'node', handler: { file: join(file, '../late-init.mjs'), export: 'handler' } } as const;
  await using lambda = await start('', { code, initTimeoutMs: 200 });
  expect(told(await lambda.call('/')).coldStart).toBe('true');
  expect(told(await lambda.call('/')).coldStart).toBe('false');
});

it('as in the service, nobody is told unless it is asked for', async () => {
  await using lambda = await start('plain', { service: { identifies: false } });
  expect(told(await lambda.call('/'))).toEqual({ environmentId: null, coldStart: null });
});
