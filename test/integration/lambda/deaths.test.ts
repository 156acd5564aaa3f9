import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../../targets/lambda/environment/environment.ts';
import { EnvironmentProcess } from '../../../targets/lambda/environment/process.ts';
import type { InvokeResult } from '../../../targets/lambda/invoke.ts';
import { EnvironmentHost, temporaryDirectories } from '../environment-host.ts';
import { allGone, isAlive, LambdaProgram } from './program.ts';

const command = [join(import.meta.dirname, '../../fixtures/lambda/dying-runtime.sh')];

/** A folder of this file's own, so that what is left in it is its own. */
const systemTmp = process.env['TMPDIR'];
let ownTmp = '';
beforeAll(() => {
  ownTmp = mkdtempSync(join(tmpdir(), 'rollcall-deaths-'));
  process.env['TMPDIR'] = ownTmp;
});
afterAll(() => {
  if (systemTmp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = systemTmp;
  rmSync(ownTmp, { recursive: true });
});

/** What the caller gets, as JSON. */
const errorOf = (result: InvokeResult) =>
  result.kind === 'function-error' ? JSON.parse(result.payload.toString()) : result.kind;

describe('each death: answer, log line, and a fresh process next time', () => {
  it.each([
    ['exits in its call', 'exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ['kills itself', 'kill', 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
    ['breaks off its answer and exits', 'half-and-exit', 'Runtime.TruncatedResponse', 'Truncated runtime response'],
    ['breaks off its answer and lives', 'half-and-live', 'Runtime.TruncatedResponse', 'Truncated runtime response'],
  ])('a runtime that %s', async (_, what, errorType, message) => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command });
    const result = await host.call(environment, what);
    const dead = host.pidOf(environment);
    expect(errorOf(result)).toEqual({ errorType, errorMessage: `RequestId: r-1 Error: ${message}` });
    await expectFresh(host, environment, dead);
    await host.stop();
    expect(host.log.filter((line) => line.endsWith(`\tStatus: error\tError Type: ${errorType}`))).toHaveLength(1);
    expect(host.environmentEvents.filter(({ reason }) => reason === 'crash')).toHaveLength(1);
  });

  it('one that is killed from outside in its call', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command });
    await host.call(environment, 'answer');
    const dead = host.pidOf(environment);
    const call = host.call(environment, 'hang');
    await host.inside(2);
    process.kill(dead, 'SIGKILL');
    expect(errorOf(await call).errorMessage).toBe('RequestId: r-2 Error: Runtime exited with error: signal: killed');
    await expectFresh(host, environment, dead);
  });

  it('one that is killed from outside while idle: the next call does not notice', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command });
    await host.call(environment, 'answer');
    const dead = host.pidOf(environment);
    process.kill(dead, 'SIGKILL');
    expect(await allGone([dead])).toBe(true);
    await expect.poll(() => host.environmentEvents.map(({ state }) => state)).toContain('reset');
    await expectFresh(host, environment, dead);
  });

  it('one that goes over its memory', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command });
    await host.call(environment, 'answer');
    const dead = host.pidOf(environment);
    await host.idle(environment);
    const call = host.call(environment, 'hang');
    await host.inside(2);
    environment.outOfMemory();
    const errorMessage = 'RequestId: r-2 Error: Runtime exited with error: signal: killed';
    expect(errorOf(await call)).toEqual({ errorType: 'Runtime.OutOfMemory', errorMessage });
    await expectFresh(host, environment, dead);
    await host.stop();
    expect(host.log.some((line) => line.endsWith('\tStatus: error\tError Type: Runtime.OutOfMemory'))).toBe(true);
  });

  it('one that hangs: 300 ms are its timeout and its bill', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command, timeoutMs: 300 });
    const result = await host.call(environment, 'hang');
    const errorMessage = 'RequestId: r-1 Error: Task timed out after 0.30 seconds';
    expect(errorOf(result)).toEqual({ errorType: 'Sandbox.Timedout', errorMessage });
    const dead = host.pidOf(environment);
    await host.stop();
    expect(await allGone([dead])).toBe(true);
    expect(host.log.at(-1)).toMatch(/\tDuration: 300.00 ms\t.*\tStatus: timeout$/);
    expect(host.environmentEvents.filter(({ reason }) => reason === 'timeout')).toHaveLength(1);
  });

  it('one that exits at init: once in its own time, once in the call', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command, variables: { DIES_AT_INIT: 'exit' } });
    const result = await host.call(environment, 'answer');
    const errorMessage = 'RequestId: r-1 Error: Runtime exited with error: exit status 7';
    expect(errorOf(result)).toEqual({ errorType: 'Runtime.ExitError', errorMessage });
    await host.stop();
    const phases = host.log.flatMap((line) => line.match(/^INIT_REPORT .*\tPhase: (\w+)\tStatus: error\t/)?.[1] ?? []);
    expect(phases).toEqual(['init', 'invoke']);
  });

  it('one that hangs at init: 200 ms of its own, then the 300 ms of the call', async () => {
    await using host = new EnvironmentHost();
    const options = { timeoutMs: 300, initTimeoutMs: 200, variables: { DIES_AT_INIT: 'hang' } };
    const result = await host.call(host.start({ command, ...options }), 'answer');
    expect(errorOf(result).errorMessage).toBe('RequestId: r-1 Error: Task timed out after 0.30 seconds');
    await host.stop();
    expect(host.log.filter((line) => /^INIT_REPORT .*\tStatus: timeout$/.test(line))).toHaveLength(2);
    expect(host.reports[0]?.metrics).toMatchObject({ durationMs: 300, billedDurationMs: 300 });
  });

  it('an oversize answer fails its call; the runtime lives on', async () => {
    await using host = new EnvironmentHost();
    const environment = host.start({ command });
    expect(errorOf(await host.call(environment, 'oversize'))).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(errorOf(await host.call(environment, 'answer'))).toBe('answered');
    await host.stop();
    expect(host.log.some((line) => line.endsWith('\tError Type: Function.ResponseSizeTooLarge'))).toBe(true);
  });

  it('the platform is told to stop: the caller of a running function has an answer', async () => {
    await using lambda = await LambdaProgram.start('deaths.mjs');
    const { body } = await lambda.call('/');
    const call = lambda.call('/hang');
    await expect.poll(() => lambda.starts).toBe(2);
    await lambda.stop();
    expect(await call).toMatchObject({ status: 502, text: 'Internal Server Error' });
    expect(lambda.reports[1]).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
    expect(await allGone([body.pid])).toBe(true);
  });
});

it('what a process printed before its end is in the log of its call', async () => {
  await using host = new EnvironmentHost();
  const result = await host.call(host.start({ command }), 'exit', { logType: 'Tail' });
  const tail = result.kind === 'function-error' ? result.logTail?.toString() : '';
  expect(tail?.split('\n').map((line) => line.split(' ')[0])).toEqual(['START', 'call', 'END', 'REPORT', '']);
});

it('keeps /tmp over a reset, and not over the end', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  await host.call(environment, 'exit');
  await host.call(environment, 'answer');
  const [directory = '', ...others] = temporaryDirectories();
  expect(others).toEqual([]);
  expect(readdirSync(join(tmpdir(), directory))).toEqual(['1']);
  await host.stop();
  expect(temporaryDirectories()).toEqual([]);
});

it('gives a process 1,024 file descriptors, as hard limit too', async () => {
  const lines: string[] = [];
  const started = new EnvironmentProcess({
    command: ['/bin/sh', '-c', 'ulimit -n; ulimit -Hn'],
    directory: tmpdir(),
    variables: {},
    onLine: (line) => lines.push(line),
    onExit: () => {},
  });
  await started.ended;
  expect(lines).toEqual(['1024', '1024']);
});

it.runIf(process.platform === 'linux')(
  '1,000 deaths leave nothing behind',
  async () => {
    await using host = new EnvironmentHost();
    await warm(host);
    const before = leftOver();
    // 10 environments at a time, each dies 25 times: 4 rounds of 250.
    for (let round = 0; round < 4; round++) await Promise.all(environments(host).map(dies25Times));
    await host.stop();
    await expect.poll(leftOver).toEqual(before);
    expect(host.reports).toHaveLength(1001);
    expect(host.reports.filter(({ status }) => status === 'success')).toHaveLength(1);
    // 10 environments in each of 4 rounds, and the first.
    expect(new Set(host.environmentEvents.map(({ environmentId }) => environmentId)).size).toBe(41);
  },
  600_000,
);

it.runIf(process.platform === 'linux')('60 deaths leave no descriptors in the supervisor', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs', { timeoutMs: 1000 });
  await lambda.burst(6, '/waits');
  const before = descriptorsOf(lambda.pid).length;
  for (let round = 0; round < 10; round++) {
    const paths = ['/exit', '/kill', '/late-rejection', '/exit-3', '/exit', '/kill'];
    const answers = await Promise.all(paths.map((path) => lambda.call(path)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(502));
  }
  await lambda.burst(6, '/waits');
  // Connections of the clients come and go; one that each death leaves behind would make 60 more.
  await expect.poll(() => descriptorsOf(lambda.pid).length).toBeLessThan(before + 20);
});

interface Mortal {
  readonly environment: Environment;
  readonly host: EnvironmentHost;
  readonly ways: readonly string[];
}

function environments(host: EnvironmentHost): Mortal[] {
  const mortal = (options: object, ...ways: string[]) => ({
    host,
    ways,
    environment: host.start({ command, ...options }),
  });
  return [
    mortal({ timeoutMs: 100 }, 'hang'),
    mortal({ timeoutMs: 100, variables: { DIES_AT_INIT: 'hang' }, initTimeoutMs: 50 }, 'answer'),
    mortal({ variables: { DIES_AT_INIT: 'exit' } }, 'answer'),
    // The first of these deaths is one of the init, which is tried again: then the call hangs until its timeout.
    mortal({ timeoutMs: 200 }, 'out-of-memory'),
    mortal({ timeoutMs: 200 }, 'killed'),
    ...Array.from({ length: 5 }, () => mortal({}, 'exit', 'kill', 'half-and-exit', 'half-and-live')),
  ];
}

async function dies25Times({ environment, host, ways }: Mortal): Promise<void> {
  for (let death = 0; death < 25; death++) {
    const way = ways[death % ways.length] ?? '';
    const call = host.call(environment, way === 'out-of-memory' || way === 'killed' ? 'hang' : way);
    // On a busy machine the call's time may be over before there is a process.
    if (way === 'out-of-memory' || way === 'killed') await Promise.race([newProcess(host, environment), call]);
    if (way === 'out-of-memory') environment.outOfMemory();
    const pid = host.newestPidOf(environment);
    if (way === 'killed' && pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
    expect((await call).kind).toBe('function-error');
  }
}

/** Waits until the environment has a process that is not the one of before, for as long as a call takes at most. */
async function newProcess(host: EnvironmentHost, environment: Environment): Promise<void> {
  const before = host.newestPidOf(environment);
  for (let waitedMs = 0; waitedMs < 1000 && host.newestPidOf(environment) === before; waitedMs += 1) await delay(1);
}

/** What is opened once and kept: the journals, the streams of the test runner. */
async function warm(host: EnvironmentHost): Promise<void> {
  const environment = host.start({ command });
  await host.call(environment, 'answer');
  await environment.shutDown('shutdown');
  await environment.ended;
}

/** What this process has: children, descriptors, listening sockets, and temporary directories of environments. */
function leftOver() {
  const descriptors = descriptorsOf(process.pid);
  const listening = readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => line.split(/\s+/)[4] === '0A')
    .map((line) => `socket:[${line.split(/\s+/)[10]}]`);
  return {
    children: readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim(),
    sockets: descriptors.filter((target) => target.startsWith('socket:')).length,
    listening: descriptors.filter((target) => listening.includes(target)).length,
    temporary: temporaryDirectories(),
  };
}

function descriptorsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)];
    } catch {
      // The one that the directory was read with.
      return [];
    }
  });
}

async function expectFresh(host: EnvironmentHost, environment: Environment, dead: number): Promise<void> {
  const result = await host.call(environment, 'answer');
  const { call, pid } = result.kind === 'answered' ? JSON.parse(result.payload.toString()) : {};
  expect(call).toBe(1);
  expect(pid).not.toBe(dead);
  expect(await allGone([dead])).toBe(true);
}
