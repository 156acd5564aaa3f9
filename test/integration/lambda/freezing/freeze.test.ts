import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { LambdaCode } from '../../../../src/model/platform/lambda.ts';
import type { FunctionOverrides } from '../../local/service-config.ts';
import { eventually } from '../../rollcall.ts';
import { LambdaProgram } from '../program.ts';

const file = join(import.meta.dirname, '../../../fixtures/lambda/leftovers.mjs');

const start = (name: string, overrides: FunctionOverrides = {}) =>
  LambdaProgram.start('', { code: { kind: 'node', handler: { file, export: name } }, ...overrides });

/** Of all threads of a process, in steps of 10 ms: proc(5), utime and stime in hundredths of a second. */
function processCpuMs(pid: number): number {
  const [utime = 0, stime = 0] =
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  return (utime + stime) * 10;
}

/** Waits until a process has used so much more CPU. */
async function burnt(pid: number, cpuMs: number): Promise<void> {
  const before = processCpuMs(pid);
  expect(await eventually(() => processCpuMs(pid) - before >= cpuMs)).toBe(true);
}

it.concurrent('a timer of 50 ms hardly ticks between two calls, 20 times in 1 s if nothing freezes it', async () => {
  const ticksAfter = async (freeze: boolean) => {
    await using lambda = await start('ticking', { freeze });
    await lambda.call('/');
    await delay(1500);
    return (await lambda.call('/')).body.ticks as number;
  };
  const [frozen, free] = await Promise.all([ticksAfter(true), ticksAfter(false)]);
  // One, when the call comes: it was due.
  expect(frozen).toBeLessThanOrEqual(2);
  // A busy machine may lose some of the 20.
  expect(free).toBeGreaterThan(5);
});

it.concurrent('CPU that was left behind is spent in the next call, and billed there', async () => {
  await using lambda = await start('burning');
  await lambda.call('/');
  await delay(1000);
  await lambda.call('/');
  await lambda.stop();
  const [first, second] = lambda.reports;
  expect(first?.metrics.durationMs).toBeLessThan(second?.metrics.durationMs ?? 0);
  expect(second?.metrics.durationMs).toBeGreaterThanOrEqual(390);
  expect(second?.rollcall.cpuMs).toBeGreaterThanOrEqual(390);
});

it.concurrent('a thread that Python left behind stands still between calls: its 200 ms of CPU are the next call’s', async () => {
  const code = { kind: 'python', file: join(file, '../python/leftovers.py'), function: 'handler' } as const;
  const cpuOfNext = async (freeze: boolean) => {
    await using lambda = await LambdaProgram.start('', { code, freeze });
    const { pid } = (await lambda.call('/')).body;
    if (freeze) await delay(1000);
    else await burnt(pid, 150);
    await lambda.call('/');
    await lambda.stop();
    return lambda.reports[1]?.rollcall.cpuMs;
  };
  expect(await cpuOfNext(true)).toBeGreaterThanOrEqual(190);
  expect(await cpuOfNext(false)).toBeLessThan(100);
});

it.concurrent('without freezing it is nobody’s: the next call is as short as the first', async () => {
  await using lambda = await start('burning', { freeze: false });
  const { pid } = (await lambda.call('/')).body;
  await burnt(pid, 370);
  await lambda.call('/');
  await lambda.stop();
  const [, second] = lambda.reports;
  expect(second?.metrics.durationMs).toBeLessThan(390);
  if (second?.rollcall.cpuMs !== undefined) expect(second.rollcall.cpuMs).toBeLessThan(300);
});

it('a runtime that polls 10 ms after its answer has one environment for 300 calls in a row, two for two at once', async () => {
  const bootstrap = join(import.meta.dirname, '../../../fixtures/lambda/late-polling.sh');
  const code: LambdaCode = { kind: 'provided', bootstrap };
  await using lambda = await LambdaProgram.start('', { code, environment: { POLL_AFTER_MS: '10' } });
  const pids = new Set<string>();
  for (let call = 0; call < 300; call += 1) pids.add((await lambda.call('/')).text);
  expect(pids.size).toBe(1);
  // One of the two takes the environment that is about to poll, the other a new one: calls that are as long as both are sure to be there.
  for (const { text } of await lambda.burst(2, '/wait/500')) pids.add(text);
  expect(pids.size).toBe(2);
});
