import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { allGone, isAlive, LambdaProgram, lambdaInput, lambdaProgram } from './program.ts';

it('SIGTERM takes the environments along, and what the function has started', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const { body } = await lambda.call('/grandchild');
  expect([body.pid, body.grandchild].map(isAlive)).toEqual([true, true]);
  await lambda.stop();
  expect(await allGone([lambda.pid, body.pid, body.grandchild])).toBe(true);
});

it('a crash takes what the function has started along', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const { body } = await lambda.call('/grandchild');
  await lambda.call('/exit');
  expect(await allGone([body.pid, body.grandchild])).toBe(true);
});

it('the end of its stdin takes the environments along, also one that computes', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const pids = await idleAndSpinning(lambda);
  lambda.endStdin();
  expect(await allGone([lambda.pid, ...pids])).toBe(true);
});

it('SIGKILL leaves no environment behind, not even one that computes', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const pids = await idleAndSpinning(lambda);
  lambda.kill();
  expect(await allGone([lambda.pid, ...pids])).toBe(true);
});

it('SIGKILL of whoever started it leaves nothing behind', async () => {
  await using starter = await LambdaStarter.start();
  expect(starter.pids.map(isAlive)).toEqual([true, true]);
  starter.kill();
  expect(await allGone(starter.pids)).toBe(true);
});

it('kill -9 of an idle environment from outside: the next call has a fresh one', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const { body } = await lambda.call('/');
  process.kill(body.pid, 'SIGKILL');
  expect(await allGone([body.pid])).toBe(true);
  await expect.poll(() => lambda.environmentEvents.map(({ state }) => state)).toContain('reset');
  expect((await lambda.call('/')).body.call).toBe(1);
});

it('out of file descriptors: calls fail, each with an answer, and the supervisor goes on', async () => {
  const spawnedAtMs = Date.now();
  await using lambda = await LambdaProgram.start('deaths.mjs', {}, 100);
  // Whoever starts beside may find no descriptor to ask for its call; this environment is there.
  await lambda.call('/');
  // It has been up for longer than an attempt to start a process takes on a busy machine.
  await sleep(1500);
  const answers = await Promise.allSettled(Array.from({ length: 40 }, () => lambda.call('/waits')));
  const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0));
  expect(statuses).toContain(200);
  expect(statuses.some((status) => status !== 200)).toBe(true);
  expect(isAlive(lambda.pid)).toBe(true);
  // As soon as the processes of these calls have gone.
  await expect.poll(async () => (await lambda.call('/')).status).toBe(200);
  // What never had a process is not billed for the time that the supervisor has been up.
  const unstarted = lambda.reports.filter(({ metrics }) => metrics.maxMemoryUsedMB === 0);
  for (const { metrics, rollcall } of unstarted)
    expect(metrics.billedDurationMs).toBeLessThan((rollcall.startedAtEpochMs - spawnedAtMs) / 2);
});

it('a port in use ends in one clear line and exit code 1', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs');
  const port = Number(new URL(lambda.url).port);
  const input = lambdaInput(lambda.directory, 'deaths.mjs', { url: { port } });
  const { status, stdout, stderr } = spawnSync(process.execPath, [lambdaProgram], { encoding: 'utf8', env: {}, input });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^port \d+ of 127\.0\.0\.1 is in use: choose another one, or 0 for any free one\n$/);
});

async function idleAndSpinning(lambda: LambdaProgram): Promise<number[]> {
  const spinning = await lambda.call('/');
  lambda.call('/spin').catch(() => {});
  await expect.poll(() => lambda.starts).toBe(2);
  const idle = await lambda.call('/');
  const pids = [spinning.body.pid, idle.body.pid];
  expect(new Set(pids.filter(isAlive)).size).toBe(2);
  return pids;
}

/** A process between this one and the embedded Lambda: it holds the other end of its stdin. */
class LambdaStarter implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'rollcall-lambda-'));
  readonly #child: ChildProcess;
  readonly pids: number[] = [];

  static async start(): Promise<LambdaStarter> {
    const starter = new LambdaStarter();
    try {
      await starter.#becomeReady();
      return starter;
    } catch (error) {
      await starter[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor() {
    const input = JSON.stringify(lambdaInput(this.#directory, 'deaths.mjs'));
    const script = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, [${JSON.stringify(lambdaProgram)}], { stdio: ['pipe', 'inherit', 'inherit'], env: {} })
        .on('exit', () => process.exit())
        .stdin.write(${input});
      setInterval(() => {}, 1000);`;
    this.#child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.kill();
      await exited;
    }
    rmSync(this.#directory, { recursive: true });
  }

  async #becomeReady(): Promise<void> {
    if (this.#child.stdout === null) throw new Error('no stdout');
    const lines = createInterface({ input: this.#child.stdout });
    const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (line === undefined) throw new Error('the embedded Lambda ended before it was ready');
    const { url, pid } = JSON.parse(line);
    const { pid: environment } = (await (await fetch(url)).json()) as { pid: number };
    this.pids.push(pid, environment);
  }
}
