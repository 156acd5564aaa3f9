import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import { EnvironmentHost } from '../environment-host.ts';
import type { FunctionOverrides } from '../local/service-config.ts';
import { allGone, LambdaProgram } from './program.ts';

const file = join(import.meta.dirname, '../../fixtures/lambda/leftovers.mjs');

const start = (name: string, overrides: FunctionOverrides = {}) =>
  LambdaProgram.start('', { code: { kind: 'node', handler: { file, export: name } }, ...overrides });

/** `T` stopped by a signal; one that a control group has frozen looks asleep. */
const stateOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';

const isFrozen = (pid: number): boolean => {
  const group = readFileSync(`/proc/${pid}/cgroup`, 'utf8').match(/^0::(.*)$/m)?.[1] ?? '/';
  if (group === '/') return stateOf(pid) === 'T';
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4] ?? '';
  return readFileSync(join(mount, group, 'cgroup.events'), 'utf8').includes('frozen 1');
};

/** Of all threads of a process, in steps of 10 ms: proc(5), utime and stime in hundredths of a second. */
function processCpuMs(pid: number): number {
  const [utime = 0, stime = 0] =
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  return (utime + stime) * 10;
}

/** Waits until a process has used so much more CPU. */
async function burnt(pid: number, cpuMs: number): Promise<void> {
  const before = processCpuMs(pid);
  await expect.poll(() => processCpuMs(pid) - before).toBeGreaterThanOrEqual(cpuMs);
}

it('a timer of 50 ms hardly ticks between two calls 1 s apart, 20 times if nothing freezes it', async () => {
  const ticksAfter = async (freeze: boolean) => {
    await using lambda = await start('ticking', { freeze });
    await lambda.call('/');
    await delay(1000);
    return (await lambda.call('/')).body.ticks as number;
  };
  // One, when the call comes: it was due. Another where the machine was too busy to freeze within 50 ms.
  expect(await ticksAfter(true)).toBeLessThanOrEqual(2);
  // A busy machine may lose some of the 20.
  expect(await ticksAfter(false)).toBeGreaterThan(5);
});

it('CPU that was left behind is spent in the next call, and billed there', async () => {
  await using lambda = await start('burning');
  await lambda.call('/');
  await delay(700);
  await lambda.call('/');
  await lambda.stop();
  const [first, second] = lambda.reports;
  expect(first?.metrics.durationMs).toBeLessThan(second?.metrics.durationMs ?? 0);
  expect(second?.metrics.durationMs).toBeGreaterThanOrEqual(390);
  expect(second?.rollcall.cpuMs).toBeGreaterThanOrEqual(390);
});

it('a thread that Python left behind stands still between calls: its 200 ms of CPU are the next call’s', async () => {
  const code = { kind: 'python', file: join(file, '../python/leftovers.py'), function: 'handler' } as const;
  const cpuOfNext = async (freeze: boolean) => {
    await using lambda = await LambdaProgram.start('', { code, freeze });
    const { pid } = (await lambda.call('/')).body;
    if (freeze) await delay(700);
    else await burnt(pid, 150);
    await lambda.call('/');
    await lambda.stop();
    return lambda.reports[1]?.rollcall.cpuMs;
  };
  expect(await cpuOfNext(true)).toBeGreaterThanOrEqual(190);
  expect(await cpuOfNext(false)).toBeLessThan(100);
});

it('without freezing it is nobody’s: the next call is as short as the first', async () => {
  await using lambda = await start('burning', { freeze: false });
  const { pid } = (await lambda.call('/')).body;
  await burnt(pid, 370);
  await lambda.call('/');
  await lambda.stop();
  const [, second] = lambda.reports;
  expect(second?.metrics.durationMs).toBeLessThan(390);
  if (second?.rollcall.cpuMs !== undefined) expect(second.rollcall.cpuMs).toBeLessThan(300);
});

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
  await using lambda = await start('printing');
  await lambda.call('/a');
  await lambda.call('/b');
  await lambda.stop();
  const lines = lambda.log.map((line) => (line.startsWith('half') ? line : line.split(' ', 1)[0]));
  expect(lines).toEqual(['INIT_START', 'START', 'half of /a', 'END', 'REPORT', 'START', 'half of /b', 'END', 'REPORT']);
});

it('a runtime that polls 10 ms after its answer has one environment for 300 calls in a row, two for two at once', async () => {
  const bootstrap = join(import.meta.dirname, '../../fixtures/lambda/late-polling.sh');
  const code: LambdaCode = { kind: 'provided', bootstrap };
  await using lambda = await LambdaProgram.start('', { code, environment: { POLL_AFTER_MS: '10' } });
  const pids = new Set<string>();
  for (let call = 0; call < 300; call += 1) pids.add((await lambda.call('/')).text);
  expect(pids.size).toBe(1);
  // One of the two takes the environment that is about to poll, the other a new one.
  for (const { text } of await lambda.burst(2, '/')) pids.add(text);
  expect(pids.size).toBe(2);
});

it('one that does not poll for a second is not waited for', async () => {
  const bootstrap = join(import.meta.dirname, '../../fixtures/lambda/late-polling.sh');
  const code: LambdaCode = { kind: 'provided', bootstrap };
  await using lambda = await LambdaProgram.start('', { code, environment: { POLL_AFTER_MS: '5000' } });
  const pids = [(await lambda.call('/')).text, (await lambda.call('/')).text];
  expect(new Set(pids).size).toBe(2);
});
