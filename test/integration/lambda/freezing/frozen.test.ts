import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { LambdaCode } from '../../../../src/model/platform/lambda.ts';
import { EnvironmentHost } from '../../environment-host.ts';
import { allGone, LambdaProgram } from '../program.ts';
import { isFrozen, stateOf } from './frozen.ts';

const file = join(import.meta.dirname, '../../../fixtures/lambda/leftovers.mjs');

it('an idle environment is frozen, one that has a call is not; memory is read from it all the same', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const { body } = await lambda.call('/');
  await expect.poll(() => isFrozen(body.pid)).toBe(true);
  const waits = lambda.call('/waits');
  await expect.poll(() => isFrozen(body.pid)).toBe(false);
  await waits;
  await expect.poll(() => isFrozen(body.pid)).toBe(true);
  await lambda.stop();
  expect(await allGone([lambda.pid, body.pid])).toBe(true);
  expect(lambda.reports.map(({ metrics }) => metrics.maxMemoryUsedMB > 10)).toEqual([true, true]);
});

it('by signals, where there is no group: stopped between calls, told SIGTERM at the end', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command: [join(file, '../dying-runtime.sh')] });
  await host.call(environment, 'answer');
  const pid = host.pidOf(environment);
  await expect.poll(() => stateOf(pid)).toBe('T');
  expect((await host.call(environment, 'answer')).kind).toBe('answered');
  await expect.poll(() => stateOf(pid)).toBe('T');
  await environment.shutDown('shutdown');
  expect(await allGone([pid])).toBe(true);
});

it('environments that take several calls at once are not frozen', async () => {
  const model = { kind: 'managed', maxConcurrencyPerEnvironment: 2, minEnvironments: 1, maxEnvironments: 1 } as const;
  await using lambda = await LambdaProgram.start('deaths.mjs', { model });
  const { body } = await lambda.call('/');
  await delay(100);
  expect(isFrozen(body.pid)).toBe(false);
});

it('a frozen environment goes with a platform that is killed', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const { body } = await lambda.call('/');
  await expect.poll(() => isFrozen(body.pid)).toBe(true);
  lambda.kill();
  expect(await allGone([lambda.pid, body.pid])).toBe(true);
});

it('frozen environments end when their keep-alive is over, and are told SIGTERM first', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs', { keepAliveMs: 100 });
  const answers = await lambda.burst(5, '/waits');
  const pids = answers.map(({ body }) => body.pid as number);
  expect(await allGone(pids)).toBe(true);
  await lambda.stop();
  const stopped = lambda.environmentEvents.filter(({ state, reason }) => state === 'stopped' && reason === 'idle');
  expect(stopped).toHaveLength(new Set(pids).size);
});

it('what a call printed without a line end is in its own log', async () => {
  const code: LambdaCode = { kind: 'node', handler: { file, export: 'printing' } };
  await using lambda = await LambdaProgram.start('', { code });
  await lambda.call('/a');
  await lambda.call('/b');
  await lambda.stop();
  const lines = lambda.log.map((line) => (line.startsWith('half') ? line : line.split(' ', 1)[0]));
  expect(lines).toEqual(['INIT_START', 'START', 'half of /a', 'END', 'REPORT', 'START', 'half of /b', 'END', 'REPORT']);
});

it('one that does not poll for a second is not waited for', async () => {
  const bootstrap = join(import.meta.dirname, '../../../fixtures/lambda/late-polling.sh');
  const code: LambdaCode = { kind: 'provided', bootstrap };
  await using lambda = await LambdaProgram.start('', { code, environment: { POLL_AFTER_MS: '5000' } });
  const pids = [(await lambda.call('/')).text, (await lambda.call('/')).text];
  expect(new Set(pids).size).toBe(2);
});
