import { describe, expect, it } from 'vitest';
import { pingPath } from '../../../src/model/identity.ts';
import { type BackendConfig, type BackendStats, backendStatsPath } from '../../../src/model/platform/programs.ts';
import { ask, converse, startForTest } from '../target-program.ts';

const start = (own: Partial<BackendConfig> = {}) => {
  const delay = { kind: 'constant', ms: 0 } as const;
  const config: BackendConfig = { host: '127.0.0.1', port: 0, backlog: 512, delay, seed: 1, ...own };
  return startForTest({ program: 'targets/backend/main', config });
};

const stats = async (url: string): Promise<BackendStats> => JSON.parse((await ask(url + backendStatsPath)).text);

const none = { openConnections: 0, refusedConnections: 0 };

/** One call on a connection of its own, which is closed when the answer is here. */
const call = (url: string, ms: number) =>
  converse(url, `GET /?ms=${ms} HTTP/1.1\r\nhost: localhost\r\n\r\n`, /\{"waitedMs":.*\}$/);

describe('connections', () => {
  it('seven at once, then two: peak 7, total 9, nine requests; the one that asks is not among them', async () => {
    const { url } = await start();
    expect(await stats(url)).toEqual({ ...none, peakOpenConnections: 0, totalConnections: 0, requests: 0 });
    await Promise.all(Array.from({ length: 7 }, () => call(url, 300)));
    await Promise.all([call(url, 50), call(url, 50)]);
    // The server learns of the last ends of connections after its clients.
    await expect.poll(() => stats(url)).toEqual({ ...none, peakOpenConnections: 7, totalConnections: 9, requests: 9 });
  });

  it('two requests on one connection are one connection', async () => {
    const { url } = await start();
    const request = 'GET /?ms=1 HTTP/1.1\r\nhost: localhost\r\n\r\n';
    await converse(url, request + request, /waitedMs.*waitedMs.*\}$/s);
    expect(await stats(url)).toMatchObject({ totalConnections: 1, requests: 2 });
  });

  it('a ping is no call', async () => {
    const { url } = await start();
    expect((await ask(url + pingPath)).status).toBe(204);
    expect(await stats(url)).toMatchObject({ totalConnections: 0, requests: 0 });
  });
});

describe('answers', () => {
  it('not before the time is over', async () => {
    const { url } = await start();
    const startMs = performance.now();
    const { status, text } = await ask(`${url}/?ms=120`);
    // Node's timers count whole ms, from a clock that is cut to whole ms: up to 1 ms early each.
    expect(performance.now() - startMs).toBeGreaterThan(118);
    expect([status, text]).toEqual([200, '{"waitedMs":120}']);
  });

  it.each(['?ms=-1', '?ms=abc', '?ms=86400001'])('%s: 400', async (query) => {
    const { url } = await start();
    expect((await ask(`${url}/${query}`)).status).toBe(400);
  });

  it('any path and method, after the delay of the service', async () => {
    const { url } = await start({ delay: { kind: 'uniform', minMs: 40, maxMs: 50 } });
    const { status, text } = await ask(`${url}/users/7?limit=3`, { method: 'POST', body: 'x'.repeat(100_000) });
    const { waitedMs } = JSON.parse(text) as { waitedMs: number };
    expect([status, waitedMs >= 40 && waitedMs <= 50]).toEqual([200, true]);
  });

  it('with two connections taken, requests on a third get a 503 and are counted as one refused connection', async () => {
    const { url } = await start({ maxConnections: 2, delay: { kind: 'constant', ms: 400 } });
    const request = 'GET /stock HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const taken = [1, 2].map(() => converse(url, request, /\{"waitedMs":.*\}$/));
    await expect.poll(async () => (await stats(url)).openConnections).toBe(2);
    expect(await converse(url, request, /\}$/)).toMatch(/^HTTP\/1.1 503 .*more than 2 connections/s);
    expect(await Promise.all(taken)).toEqual([expect.stringContaining('200 OK'), expect.stringContaining('200 OK')]);
    expect(await stats(url)).toMatchObject({
      peakOpenConnections: 2,
      totalConnections: 2,
      refusedConnections: 1,
      requests: 3,
    });
  });
});
