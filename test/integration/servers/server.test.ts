import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { programFile } from '../../../src/launch/local/program-file.ts';
import { processTree } from '../../../src/launch/meters/proc.ts';
import { pingPath } from '../../../src/model/identity.ts';
import { backendStatsPath, type ServerConfig, type WorkloadConfig } from '../../../src/model/platform/programs.ts';
import { cpuMsOf } from '../../../targets/lambda/environment/process-meter.ts';
import { allGone, eventually } from '../rollcall.ts';
import { ask, converse, functionFile, spawnForTest, startBelowParent, startForTest } from '../target-program.ts';

const builtin = { file: programFile('targets/app/workload'), export: 'handler' };
const deeds = { file: functionFile('deeds.mjs'), export: 'handler' };

const configOf = (config: Partial<ServerConfig>): ServerConfig => ({
  handler: deeds,
  processes: 1,
  host: '127.0.0.1',
  port: 0,
  backlog: 512,
  environment: {},
  ...config,
});

const options = (config: Partial<ServerConfig> = {}) => ({ program: 'targets/server/main', config: configOf(config) });

const start = (config: Partial<ServerConfig> = {}) => startForTest(options(config));

/** Waits 100 ms per call, in which calls overlap. */
const workload: WorkloadConfig = {
  init: { cpuMs: 1, memoryMb: 1 },
  call: { cpuMs: 1, allocateMb: 1, wait: { kind: 'constant', ms: 100 }, payloadBytes: 1000 },
  seed: 1,
  iterationsPerMs: 100_000,
};
const ROLLCALL_WORKLOAD = JSON.stringify(workload);
const waiting = { handler: builtin, environment: { ROLLCALL_WORKLOAD } };

/** One after another connected, all at once asked, each on a connection of its own. */
const burst = (url: string, size: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: size }, () =>
      converse(url, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n', /"padding":"x{1000}"}$/),
    ),
  );

const headers = (answers: readonly string[], name: string): string[] =>
  answers.map((text) => new RegExp(`^rollcall-${name}: (.*)\r$`, 'm').exec(text)?.[1] ?? 'none');

const byNumber = (a: string, b: string) => Number(a) - Number(b);

/** Scheduling policy of a process: field 41 of /proc/PID/stat, of which 1 is SCHED_FIFO; see proc(5) and sched(7). */
const policyOf = async (pid: number) => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]);
};

it('runs before other programs where that is asked for and may be, or says why not', async () => {
  expect(await policyOf((await start()).pid)).toBe(0);
  const own = start({ realTime: true });
  if (process.getuid?.() === 0 && availableParallelism() > 1) expect(await policyOf((await own).pid)).toBe(1);
  else await expect(own).rejects.toThrow(/realTime: .* leave it out/);
  const all = start({ realTime: true, processes: availableParallelism() });
  await expect(all).rejects.toThrow('would leave none to the load generator; leave it out');
});

describe('the built-in workload', () => {
  it('one process: ten requests at once meet one instance as its calls 1 to 10, none of them cold', async () => {
    // None of them may end before the last has begun, on a busy machine either.
    const slow = JSON.stringify({ ...workload, call: { ...workload.call, wait: { kind: 'constant', ms: 1500 } } });
    const { url } = await start({ handler: builtin, environment: { ROLLCALL_WORKLOAD: slow } });
    await ask(url + pingPath);
    const answers = await burst(url, 10);
    expect(new Set(headers(answers, 'instance-id')).size).toBe(1);
    expect(headers(answers, 'invocation-id').sort(byNumber)).toEqual('1 2 3 4 5 6 7 8 9 10'.split(' '));
    // They overlap, so each sees one more than the one before it; and only a lower bound of CPU is known of each.
    expect(headers(answers, 'in-flight').sort(byNumber)).toEqual('1 2 3 4 5 6 7 8 9 10'.split(' '));
    expect(new Set(headers(answers, 'cpu-scope'))).toEqual(new Set(['section']));
    expect(new Set(headers(answers, 'cold-start'))).toEqual(new Set(['false']));
  });

  it('three processes: a burst of three meets three instances, and six more in turn make it three calls each', async () => {
    const { url, pid } = await start({ handler: builtin, processes: 3, environment: { ROLLCALL_WORKLOAD } });
    expect(processTree(pid)).toHaveLength(4);
    const answers = await burst(url, 3);
    expect(new Set(headers(answers, 'instance-id')).size).toBe(3);
    for (let i = 0; i < 6; i += 1) answers.push(...(await burst(url, 1)));
    expect(new Set(headers(answers, 'instance-id')).size).toBe(3);
    expect(headers(answers, 'invocation-id').sort(byNumber)).toEqual('1 1 1 2 2 2 3 3 3'.split(' '));
  });

  it('waits for a backend over one connection per call at once', async () => {
    const backend = await startForTest({
      program: 'targets/backend/main',
      config: { host: '127.0.0.1', port: 0, backlog: 512, delay: { kind: 'constant', ms: 0 }, seed: 1 },
    });
    const variable = JSON.stringify({ ...workload, backendUrl: backend.url });
    const { url } = await start({ handler: builtin, environment: { ROLLCALL_WORKLOAD: variable } });
    await burst(url, 5);
    await burst(url, 5);
    expect(JSON.parse((await ask(backend.url + backendStatsPath)).text)).toEqual({
      openConnections: 5,
      peakOpenConnections: 5,
      totalConnections: 5,
      refusedConnections: 0,
      requests: 10,
    });
  });
});

describe('requests and answers', () => {
  it('a request becomes an event, the result an answer, with the function’s variables set', async () => {
    const { url } = await start({ environment: { FIXTURE_VARIABLE: 'set' } });
    const { status, headers, text } = await ask(`${url}/echoes?a=1&a=2`, {
      method: 'POST',
      headers: { 'x-say': 'hello', 'content-type': 'text/plain', cookie: 'c=3' },
      body: 'body',
    });
    expect([status, headers.get('x-said'), headers.getSetCookie()]).toEqual([201, 'hello', ['a=1', 'b=2']]);
    expect(JSON.parse(text)).toMatchObject({
      event: { rawPath: '/echoes', queryStringParameters: { a: '1,2' }, cookies: ['c=3'], body: 'body' },
      variable: 'set',
      number: '1',
    });
  });

  it('a handler that throws is a 500 with its error, garbage a 502 as at a function URL, and the process goes on', async () => {
    const { url } = await start();
    const [threw, garbage] = [await ask(`${url}/throws`), await ask(`${url}/garbage`)];
    expect([threw.status, JSON.parse(threw.text)]).toEqual([500, { errorType: 'TypeError', errorMessage: 'as asked' }]);
    expect([garbage.status, garbage.text]).toEqual([502, 'Internal Server Error']);
    expect((await ask(`${url}/pid`)).status).toBe(200);
  });

  it.each([
    ['6 MB', 6, undefined],
    ['1 MB as by a load balancer', 1, { kind: 'alb' } as const],
  ])('a body of %s is taken, one more byte is 413', async (_, mb, event) => {
    const { url } = await start({ ...waiting, ...(event !== undefined && { event }) });
    const post = (bytes: number) => ask(url, { method: 'POST', body: Buffer.alloc(bytes) });
    const tooMuch = mb * 1024 * 1024 + 1;
    expect((await post(tooMuch - 1)).status).toBe(200);
    const refused = await post(tooMuch);
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining(`beyond ${mb} MB`)]);
    expect((await post(1)).status).toBe(200);
  });

  it('a client that goes in the middle of its body does no harm', async () => {
    const { url } = await start();
    const socketGone = converse(
      url,
      'POST /pid HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc\r\n\r\n!!!!',
      /./,
    );
    await socketGone;
    expect((await ask(`${url}/pid`)).status).toBe(200);
  });

  it.each([1, 2])('what a handler prints is not on stdout: of %i process(es), one line in all', async (processes) => {
    const { url, endStdin, ended, stdout } = await spawnForTest(options({ processes }));
    expect((await ask(`${url}/prints`)).text).toBe('printed');
    endStdin();
    await ended;
    expect(stdout().trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout())).toMatchObject({ ready: true, url });
  });
});

describe('where it listens', () => {
  it('at AWS_LAMBDA_HTTP_ENDPOINT if that is set', async () => {
    const port = await freePort();
    const { url } = await start({ environment: { AWS_LAMBDA_HTTP_ENDPOINT: `127.0.0.1:${port}` } });
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  it.each([1, 3])('a port in use ends %i process(es) with one line that names the port', async (processes) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void blocker.close());
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    await expect(start({ port, processes })).rejects.toThrow(
      `(exit code 1): port ${port} of 127.0.0.1 is in use: choose another one, or 0 for any free one`,
    );
  });

  it.each([1, 3])('a handler that throws at init ends %i process(es) with its message', async (processes) => {
    const handler = { file: functionFile('throws-at-init.mjs'), export: 'handler' };
    await expect(start({ handler, processes })).rejects.toThrow(/\(exit code 1\): the handler .*: thrown at init/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Who answers on a new connection; 0: nobody does. */
const whoAnswers = async (url: string): Promise<number> =>
  Number(/"pid":(\d+)/.exec(await converse(url, 'GET /pid HTTP/1.1\r\nhost: localhost\r\n\r\n', /\}$/))?.[1] ?? 0);

describe('workers', () => {
  it('one that exits is replaced at the same port', async () => {
    const { url, pid } = await start({ processes: 2 });
    const before = processTree(pid);
    await converse(url, 'GET /exits HTTP/1.1\r\nhost: localhost\r\n\r\n', /./);
    const newcomer = async () => ![0, ...before].includes(await whoAnswers(url));
    expect(await eventually(newcomer)).toBe(true);
    expect(processTree(pid)).toHaveLength(3);
  });

  it('all that die at once are replaced, too', async () => {
    const { url, pid } = await start({ processes: 3 });
    const before = processTree(pid);
    for (const worker of before.slice(1)) process.kill(worker, 'SIGKILL');
    const newcomer = async () => ![0, ...before].includes(await whoAnswers(url));
    expect(await eventually(newcomer)).toBe(true);
    expect(await eventually(() => processTree(pid).length === 4)).toBe(true);
  });
});

describe('nothing survives', () => {
  it.each([1, 3])('SIGTERM: %i process(es) end', async (processes) => {
    const { pid, stop, ended } = await start({ processes });
    const pids = processTree(pid);
    expect(pids).toHaveLength(processes === 1 ? 1 : 4);
    await stop();
    expect(await ended).toBe('exit code 0');
    expect(await allGone(pids)).toBe(true);
  });

  it.each([1, 3])('the parent is killed while handlers are stuck in a loop: %i process(es)', async (processes) => {
    const { parent, ready } = await startBelowParent({ ...options({ processes }), runsForeignCode: true });
    const pids = processTree(ready.pid);
    for (let i = 0; i < processes; i += 1)
      void converse(ready.url, 'GET /spins HTTP/1.1\r\nhost: localhost\r\n\r\n', /./);
    await spinning(processes === 1 ? pids : pids.slice(1));
    parent.kill('SIGKILL');
    expect(await eventually(() => allGone(pids))).toBe(true);
  });

  it('the primary alone is killed: its workers go, although they are stuck in a loop', async () => {
    const { url, pid } = await start({ processes: 2 });
    const workers = processTree(pid).slice(1);
    for (const _ of workers) void converse(url, 'GET /spins HTTP/1.1\r\nhost: localhost\r\n\r\n', /./);
    await spinning(workers);
    expect(processTree(pid)).toHaveLength(3);
    process.kill(pid, 'SIGKILL');
    expect(await eventually(() => allGone(workers))).toBe(true);
  });
});

/** Waits until each of these processes computes: it needs no more than a few ms of CPU for anything else. */
async function spinning(pids: readonly number[]): Promise<void> {
  const before = pids.map((pid) => cpuMsOf(pid) ?? 0);
  const compute = () => pids.every((pid, index) => (cpuMsOf(pid) ?? 0) > (before[index] ?? 0) + 100);
  expect(await eventually(compute)).toBe(true);
}
