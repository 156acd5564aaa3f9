import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { programFile } from '../../../src/launch/local/program-file.ts';
import { identityHeaders } from '../../../src/model/identity.ts';
import type { ServerConfig } from '../../../src/model/platform/programs.ts';
import { functionFile } from '../target-program.ts';
import { ManagedFunction, QueuedFunction, WebFunction } from './models.ts';
import { allGone } from './program.ts';

const pidsOf = (answers: readonly { readonly pid?: number | undefined }[]) =>
  new Set(answers.map(({ pid }) => pid)).size;

const count = <T>(values: readonly T[], value: T) => values.filter((each) => each === value).length;

describe('web', () => {
  it('a burst of 10 on environments of 4: three processes, none lost; another of 10 finds them warm', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 4, maxEnvironments: 10 });
    const first = await web.burst(10, '/?ms=500');
    expect(first.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(pidsOf(first)).toBeLessThanOrEqual(3);
    const second = await web.burst(10, '/?ms=300');
    expect(second.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(web.books.pids).toHaveLength(3);
  });

  it('2 environments of 4 and a burst of 12: 8 answers and 4 times 429', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 4, maxEnvironments: 2 });
    const statuses = (await web.burst(12, '/?ms=500')).map(({ status }) => status);
    expect([count(statuses, 200), count(statuses, 429)]).toEqual([8, 4]);
  });

  it('a request goes on as it came: method, path, query, headers in their case, repeated ones, body', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 });
    const text = await rawRequest(
      web.url,
      'PATCH /a%20b/?x=1&x=2 HTTP/1.1\r\nHost: example.com\r\nX-Mixed-Case: 1\r\nx-mixed-case: 2\r\n' +
        'Connection: close, X-Hop\r\nX-Hop: gone\r\nContent-Length: 5\r\n\r\nhello',
    );
    const [, json = ''] = text.match(/(\{"pid".*\})/) ?? [];
    const { method, url, rawHeaders } = JSON.parse(json);
    expect({ method, url }).toEqual({ method: 'PATCH', url: '/a%20b/?x=1&x=2' });
    expect(rawHeaders.slice(0, 6)).toEqual(['Host', 'example.com', 'X-Mixed-Case', '1', 'x-mixed-case', '2']);
    expect(rawHeaders).not.toContain('X-Hop');
    expect(text).toMatch(/\n5\r\n0\r\n\r\n$/);
    expect(text.match(/^Set-Cookie: [ab]=\d/gm)).toEqual(['Set-Cookie: a=1', 'Set-Cookie: b=2']);
    expect(text).toMatch(/^lambda-web-request-id: [0-9a-f-]{36}/m);
  });

  it('6 MB are forwarded, a byte more is 413', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 });
    const limit = 6 * 1024 * 1024;
    const body = new Uint8Array(limit + 1);
    const [fits, beyond] = [
      await web.call('/', { method: 'POST', body: body.subarray(1) }),
      await web.call('/', { method: 'POST', body }),
    ];
    expect(fits.text).toMatch(new RegExp(`\n${limit}$`));
    expect(beyond.status).toBe(413);
  });

  it('a crash fails the two requests inside, 502, and not those elsewhere; the next one has a fresh process', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 2, maxEnvironments: 3 });
    const all = await Promise.all(['/?ms=400', '/?ms=400', '/?ms=400', '/exit'].map((path) => web.call(path)));
    const statuses = all.map(({ status }) => status);
    expect(statuses[3]).toBe(502);
    expect([count(statuses, 200), count(statuses, 502)]).toEqual([2, 2]);
    expect(all[3]?.headers.get('lambda-web-error-type')).toBe('Runtime.ExitError');
    expect((await web.call('/')).status).toBe(200);
    expect(web.books.told.some((told) => told.endsWith('stopped:crash'))).toBe(true);
  });

  it('half an answer before a crash: cut short, and the next request is answered', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 });
    await expect(web.call('/half')).rejects.toThrow();
    await expect.poll(() => web.books.told[0]).toMatch(/stopped:crash$/);
    expect((await web.call('/')).status).toBe(200);
  });

  it('a request over its time is 504 and the environment lives on', async () => {
    await using web = await WebFunction.start(
      { maxConcurrencyPerEnvironment: 2, maxEnvironments: 1 },
      { timeoutMs: 1000 },
    );
    const [late, other] = await Promise.all([web.call('/hang'), web.call('/')]);
    expect([late.status, other.status]).toEqual([504, 200]);
    expect(late.headers.get('lambda-web-error-type')).toBe('Runtime.RequestTimeout');
    expect((await web.call('/')).pid).toBe(other.pid);
  });

  it('a client that goes leaves its place to the next one, in the same process', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 });
    const { pid } = await web.call('/');
    const controller = new AbortController();
    const gone = expect(web.call('/hang', { signal: controller.signal })).rejects.toThrow();
    await expect.poll(() => web.books.told).toEqual(['starting idle busy idle busy']);
    controller.abort();
    await gone;
    await expect.poll(() => web.books.told).toEqual(['starting idle busy idle busy idle']);
    expect((await web.call('/')).pid).toBe(pid);
  });

  it('HTTP/1.0 without Host is served', async () => {
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 1, maxEnvironments: 1 });
    expect(await rawRequest(web.url, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['does not listen in time', 400, { INIT: 'hang' }, 'timeout', 'Sandbox.Timedout'],
    ['ends at once', 10_000, { INIT: 'exit' }, 'error', 'Runtime.ExitError'],
  ] as const)('a server that %s: 502 for all who waited, and no process is left', async (...given) => {
    const [, initTimeoutMs, variables, status, errorType] = given;
    await using web = await WebFunction.start(
      { maxConcurrencyPerEnvironment: 2, maxEnvironments: 2 },
      { initTimeoutMs, variables },
    );
    const answers = await web.burst(3, '/');
    expect(answers.map((answer) => answer.status)).toEqual([502, 502, 502]);
    expect(web.books.inits).toMatchObject([
      { status, errorType },
      { status, errorType },
    ]);
    expect(await allGone(web.books.pids)).toBe(true);
  });

  it('an idle environment ends after its keep-alive and is billed its CPU', async () => {
    await using web = await WebFunction.start(
      { maxConcurrencyPerEnvironment: 4, maxEnvironments: 1 },
      { keepAliveMs: () => 100 },
    );
    await web.burst(3, '/?ms=50');
    expect(await allGone(web.books.pids)).toBe(true);
    await expect.poll(() => web.books.told).toEqual(['starting idle busy idle stopped:idle']);
    await expect.poll(() => web.books.bills).toMatchObject([{ requests: 3, peakConcurrency: 3 }]);
    // A Node process takes 20 ms of CPU to start, at the very least 5.
    expect(web.books.bills[0]?.cpuMs).toBeGreaterThan(5);
    expect(web.books.bills[0]?.peakRssMb).toBeGreaterThan(10);
  });

  it('the twin server runs unchanged inside, and its answers carry its identity', async () => {
    const config: ServerConfig = {
      handler: { file: functionFile('tagged.mjs'), export: 'handler' },
      ...{ processes: 1, host: '127.0.0.1', port: 0, backlog: 128, environment: {} },
    };
    const command = [process.execPath, programFile('targets/server/main')];
    const twin = { command, stdin: `${JSON.stringify(config)}\n` };
    await using web = await WebFunction.start({ maxConcurrencyPerEnvironment: 5, maxEnvironments: 4 }, twin);
    const answers = await web.burst(10, '/');
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const ids = new Set(answers.map(({ headers }) => headers.get(identityHeaders.instanceId)));
    expect(ids.has(null)).toBe(false);
    expect(ids.size).toBeLessThanOrEqual(2);
    await web.dispatcher.stop();
    expect(await allGone(web.books.pids)).toBe(true);
  });
});

describe('managed', () => {
  it('3 environments are there before the first request; 12 calls at once spread over them, 4 each', async () => {
    await using managed = await ManagedFunction.start({
      ...{ maxConcurrencyPerEnvironment: 4, minEnvironments: 3, maxEnvironments: 3 },
    });
    expect(managed.books.told).toEqual(Array(3).fill('starting idle'));
    await managed.polled(3 * 4);
    const answers = await managed.burst(12, { ms: 300 });
    expect(answers.map(({ kind }) => kind)).toEqual(Array(12).fill('answered'));
    const pids = answers.map(({ pid }) => pid);
    expect(managed.books.pids.map((pid) => count(pids, pid))).toEqual([4, 4, 4]);
    expect(Math.max(...managed.books.calls.map(({ rollcall }) => rollcall.inFlight))).toBe(4);
    expect(managed.books.calls.every(({ metrics }) => Object.keys(metrics).join() === 'durationMs')).toBe(true);
  });

  it('more than all places: 6 answered and 4 throttled; environments are added later, twice as many', async () => {
    await using managed = await ManagedFunction.start({
      maxConcurrencyPerEnvironment: 2,
      minEnvironments: 3,
      maxEnvironments: 20,
      scaleEveryMs: 200,
    });
    await managed.polled(3 * 2);
    const kinds = (await managed.burst(10, { ms: 500 })).map(({ kind }) => kind);
    expect([count(kinds, 'answered'), count(kinds, 'throttled')]).toEqual([6, 4]);
    await expect.poll(() => managed.books.told.filter((states) => states.endsWith('idle'))).toHaveLength(6);
    // Each of the 6 calls that were answered is followed by a poll.
    await managed.polled(6 * 2 + 6);
    expect((await managed.burst(10, { ms: 200 })).every(({ kind }) => kind === 'answered')).toBe(true);
  });

  it('a timeout fails its call and leaves the environment and its other call alone', async () => {
    await using managed = await ManagedFunction.start(
      { maxConcurrencyPerEnvironment: 2, minEnvironments: 1, maxEnvironments: 1 },
      { timeoutMs: 1000 },
    );
    await managed.polled(2);
    const [late, other] = await Promise.all([managed.invoke({ ms: 1300 }), managed.invoke({ ms: 10 })]);
    expect([late.kind, other.kind]).toEqual(['Sandbox.Timedout', 'answered']);
    // The runtime has sent its late answer, and polls again.
    await managed.polled(4);
    expect((await managed.invoke()).pid).toBe(other.pid);
    expect(managed.books.lines).toEqual([]);
    expect(managed.books.calls.map(({ status }) => status).sort()).toEqual(['success', 'success', 'timeout']);
  });

  it('a crash fails all calls inside, and another environment takes its place', async () => {
    await using managed = await ManagedFunction.start(
      // It is replaced at once, and not when the load is looked at.
      { maxConcurrencyPerEnvironment: 3, minEnvironments: 1, maxEnvironments: 1, scaleEveryMs: 60_000 },
    );
    await managed.polled(3);
    const calls = [managed.invoke({ ms: 2000 }), managed.invoke({ ms: 2000 }), managed.invoke({ deed: 'exit' })];
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(3).fill('Runtime.ExitError'));
    await expect.poll(() => managed.books.told.at(-1)).toBe('starting idle');
    expect((await managed.invoke()).kind).toBe('answered');
    await managed.dispatcher.stop();
    expect(await allGone(managed.books.pids)).toBe(true);
  });

  it('an init that fails is told to callers, and tried again at the next look', async () => {
    await using managed = await ManagedFunction.start(
      { maxConcurrencyPerEnvironment: 1, minEnvironments: 1, maxEnvironments: 1, scaleEveryMs: 100 },
      { variables: { INIT: 'exit' } },
    );
    expect((await managed.invoke()).kind).toBe('Runtime.ExitError');
    await expect.poll(() => managed.books.inits.length).toBeGreaterThan(1);
  });
});

describe('queued', () => {
  it('a burst of 6 on at most 3 instances: 3 processes, one call at a time each, none lost', async () => {
    await using queued = new QueuedFunction({ maxInstances: 3, addEveryMs: 200 });
    const answers = await queued.burst(6, { ms: 500 });
    expect(answers.map(({ kind, seen }) => `${kind} ${seen}`)).toEqual(Array(6).fill('answered 1'));
    expect(pidsOf(answers)).toBe(3);
  });

  it('an instance a minute: one process takes all 4, in the order in which they came', async () => {
    await using queued = new QueuedFunction({ maxInstances: 5, addEveryMs: 60_000 });
    const order: number[] = [];
    const calls = [1, 2, 3, 4].map((nth) => queued.invoke({ ms: 20 }).then(() => order.push(nth)));
    await Promise.all(calls);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('a crash fails its own call, and those that wait are answered', async () => {
    await using queued = new QueuedFunction({ maxInstances: 1, addEveryMs: 50 });
    const calls = [queued.invoke({ deed: 'exit' }), queued.invoke(), queued.invoke()];
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind);
    expect(kinds).toEqual(['Runtime.ExitError', 'answered', 'answered']);
  });

  it('stopping answers those that wait', async () => {
    const queued = new QueuedFunction({ maxInstances: 1, addEveryMs: 50 });
    const calls = [queued.invoke({ ms: 5000 }), queued.invoke()];
    await delay(300);
    await queued[Symbol.asyncDispose]();
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(['Runtime.ExitError', 'throttled']);
  });
});

/** All that comes back on a connection of its own. */
async function rawRequest(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(text);
  let received = '';
  for await (const chunk of socket) received += chunk;
  return received;
}
