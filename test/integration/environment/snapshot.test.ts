import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import { LambdaHere } from '../lambda/embedded/here.ts';
import type { Answer, Lambda } from '../lambda/embedded/lambda.ts';
import { allGone, isAlive, LambdaProgram } from '../lambda/program.ts';

const folder = join(import.meta.dirname, '../../fixtures/lambda/snapshot');

const codes: Record<'python' | 'node', LambdaCode> = {
  python: { kind: 'python', file: join(folder, 'hooks.py'), function: 'handler' },
  node: { kind: 'node', handler: { file: join(folder, 'hooks.cjs'), export: 'handler' } },
};

const overrides = (kind: keyof typeof codes, environment: Record<string, string> = {}) => ({
  ...{ code: codes[kind], snapshot: true, environment, service: { invokeApi: { port: 0 } } },
});

const start = (...of: Parameters<typeof overrides>) => LambdaHere.start('', overrides(...of));

/** Where nothing else is done in its process. */
const startProgram = (...of: Parameters<typeof overrides>) => LambdaProgram.start('', overrides(...of));

interface Invoked extends Pick<Answer, 'body' | 'status'> {
  readonly errorType: string | null;
}

const invoke = async (lambda: Lambda, qualifier: string): Promise<Invoked> => {
  const path = `/2015-03-31/functions/fixture/invocations?Qualifier=${qualifier}`;
  const response = await fetch(lambda.invokeEndpoint + path, { method: 'POST', body: '{}' });
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.json() };
};

/** Of the three REPORT lines of restored environments. */
function durationsOf(lambda: Lambda) {
  const restored = lambda.reports.filter(({ metrics }) => metrics.restoreDurationMs !== undefined);
  return restored.map(({ metrics, rollcall }) => ({
    restoreMs: metrics.restoreDurationMs ?? 0,
    billedRestoreMs: metrics.billedRestoreDurationMs ?? 0,
    callMs: metrics.durationMs,
    billedMs: metrics.billedDurationMs,
    queuedMs: (rollcall.initCpuQueueMs ?? 0) + (rollcall.startDelayMs ?? 0),
    cpuMs: rollcall.initCpuMs ?? 0,
  }));
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe.each(['python', 'node'] as const)('%s', (kind) => {
  it('initializes once, and restores each environment: own process, own /tmp, own random numbers, its hook in the bill', async () => {
    await using lambda = await start(kind, { RESTORE_MS: '200' });
    const answers = (await lambda.burst(3, '/')).map(({ body }) => body);
    const distinct = (key: string) => new Set(answers.map((answer) => answer[key])).size;
    expect([distinct('pid'), distinct('random'), distinct('temporary')]).toEqual([3, 3, 3]);
    expect([distinct('initPid'), distinct('drawn')]).toEqual([1, 1]);
    for (const { pid, initPid, copied, type, hooks, calls } of answers) {
      expect(pid).not.toBe(initPid);
      expect({ copied, type, calls, before: hooks[0] }).toEqual({
        ...{ copied: true, type: 'snap-start', calls: 1, before: 'before' },
      });
    }
    const latest = await invoke(lambda, '$LATEST');
    expect(latest.body).toMatchObject({ type: 'on-demand', hooks: [] });
    await lambda.stop();
    expect(await allGone(answers.map(({ pid }) => pid))).toBe(true);
    expect(answers.some(({ temporary }) => existsSync(temporary))).toBe(false);

    const hookMs = answers.map(({ hooks }) => hooks[1] as number).sort((a, b) => a - b);
    const restores = durationsOf(lambda).sort((a, b) => a.billedRestoreMs - b.billedRestoreMs);
    expect(restores).toHaveLength(3);
    for (const { restoreMs, billedRestoreMs, callMs, billedMs } of restores) {
      expect(billedMs).toBe(Math.ceil(callMs) + billedRestoreMs);
      expect(Math.ceil(restoreMs)).toBeGreaterThanOrEqual(billedRestoreMs);
    }
    // What the hooks measured themselves is in what was billed, in the same order.
    expect(restores.every(({ billedRestoreMs }, at) => billedRestoreMs >= (hookMs[at] ?? 0))).toBe(true);
    // Without what this machine added, each took its hook, 5 % and 5 ms at most beside its own CPU and the start of its process.
    const own = restores.map(({ billedRestoreMs, queuedMs, cpuMs }) => billedRestoreMs - queuedMs - cpuMs);
    expect(Math.min(...own)).toBeLessThan(200 * 1.05 + 5);
    const count = (start: string) => lambda.log.filter((line) => line.startsWith(`${start} `)).length;
    // One init is that of $LATEST.
    expect([count('INIT_START'), count('INIT_REPORT'), count('RESTORE_START'), count('RESTORE_REPORT')]).toEqual([
      ...[2, 1, 3, 3],
    ]);
  });

  it.each([50, 200])('bills a hook of %i ms as its own clock measures it: medians of 5 restores', async (ms) => {
    await using lambda = await startProgram(kind, { RESTORE_MS: String(ms) });
    const hooksMs: number[] = [];
    while (hooksMs.length < 5) {
      hooksMs.push((await lambda.call('/')).body.hooks[1]);
      await lambda.discard();
    }
    await lambda.stop();
    const restores = durationsOf(lambda);
    expect(restores).toHaveLength(5);
    const hookMs = median(hooksMs);
    const moreMs = median(restores.map(({ billedRestoreMs }) => billedRestoreMs)) - hookMs;
    expect(hookMs).toBeGreaterThanOrEqual(ms - 1);
    expect(moreMs).toBeGreaterThanOrEqual(0);
    // 5 % and 5 ms, beside what its processes waited for a CPU.
    expect(moreMs).toBeLessThan(hookMs * 0.05 + 5 + median(restores.map(({ queuedMs }) => queuedMs)));
  });

  it('takes its snapshot once, also when its environments are discarded', async () => {
    await using lambda = await start(kind);
    const before = (await lambda.call('/')).body;
    await lambda.discard();
    const after = (await lambda.call('/')).body;
    expect([after.drawn, after.calls, after.pid === before.pid]).toEqual([before.drawn, 1, false]);
  });

  it.each([
    [{ INIT: 'throws' }, 'no config'],
    [{ INIT: 'exits' }, 'exit status 3'],
  ])('an init that fails, %o: each call says so, and nothing is left', async (environment, words) => {
    await using lambda = await start(kind, environment);
    expect((await lambda.call('/')).status).toBe(502);
    const { status, body } = await invoke(lambda, '1');
    expect([status, body.errorMessage]).toEqual([200, expect.stringContaining(words)]);
    await lambda.stop();
    expect(lambda.log.filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
      expect.stringMatching(/\tStatus: error\tError Type: /),
    ]);
  });

  it('a hook that throws fails the restore and the call, not the function: the next one is restored again', async () => {
    await using lambda = await start(kind, { HOOK: 'throws' });
    for (let call = 0; call < 2; call++)
      expect(await invoke(lambda, '1')).toMatchObject({ status: 400, errorType: 'SnapStartException' });
    await lambda.stop();
    expect(lambda.log.filter((line) => line.startsWith('RESTORE_REPORT'))).toEqual(
      Array(2).fill(expect.stringMatching(/\tStatus: error\tError Type: Runtime.AfterRestoreError$/)),
    );
    expect(lambda.log.some((line) => line.includes('no connection'))).toBe(true);
  });

  it('after a crash an environment is restored again, in the time of its next call', async () => {
    await using lambda = await start(kind);
    expect((await lambda.call('/exit')).status).toBe(502);
    expect((await lambda.call('/')).body).toMatchObject({ calls: 1, copied: true });
    await lambda.stop();
    const [crashed, next] = lambda.reports;
    expect(crashed).toMatchObject({
      errorType: 'Runtime.ExitError',
      metrics: { restoreDurationMs: expect.any(Number) },
    });
    expect(next?.metrics).not.toHaveProperty('restoreDurationMs');
  });
});

it('Python: a function that has started threads cannot be restored, and says why', async () => {
  await using lambda = await start('python', { INIT: 'thread' });
  expect((await invoke(lambda, '1')).body).toMatchObject({
    errorType: 'Rollcall.SnapshotUnavailable',
    errorMessage: expect.stringContaining('the init has left 1 thread(s) running (watcher)'),
  });
});

it('Node: timers fire in a restore of more than a second, too', async () => {
  await using lambda = await start('node', { RESTORE_BLOCK_MS: '1500', RESTORE_MS: '50' });
  const { status, body } = await lambda.call('/');
  expect([status, body.hooks?.length]).toEqual([200, 2]);
  expect(body.hooks[1]).toBeGreaterThanOrEqual(1500);
});

it('Node: an init that leaves a timer running cannot be kept in a snapshot, and says so', async () => {
  await using lambda = await start('node', { INIT: 'timer' });
  expect((await invoke(lambda, '1')).body).toMatchObject({
    errorType: 'Rollcall.SnapshotUnavailable',
    errorMessage: 'a snapshot cannot be taken here: 1000 ms after its init the function still has open: Timeout',
  });
});

it('Python: environments do not outlive a platform that is killed', async () => {
  await using lambda = await startProgram('python');
  const { pid, initPid } = (await lambda.call('/')).body;
  expect([pid, initPid].map(isAlive)).toEqual([true, true]);
  lambda.kill();
  expect(await allGone([pid, initPid])).toBe(true);
});
