import { describe, expect, it } from 'vitest';
import { pingPath } from '../../../src/model/identity.ts';
import type { BackendStats } from '../../../src/model/platform/programs.ts';
import { ask, converse, startForTest } from '../target-program.ts';

const start = () =>
  startForTest({ program: 'targets/backend/main', config: { host: '127.0.0.1', port: 0, backlog: 512 } });

const stats = async (url: string): Promise<BackendStats> => JSON.parse((await ask(`${url}/stats`)).text);

/** One call on a connection of its own, which is closed when the answer is here. */
const call = (url: string, ms: number) =>
  converse(url, `GET /?ms=${ms} HTTP/1.1\r\nhost: localhost\r\n\r\n`, /\{"waitedMs":.*\}$/);

describe('connections', () => {
  it('seven at once, then two: peak 7, total 9, nine requests; the one that asks is not among them', async () => {
    const { url } = await start();
    expect(await stats(url)).toEqual({ openConnections: 0, peakOpenConnections: 0, totalConnections: 0, requests: 0 });
    await Promise.all(Array.from({ length: 7 }, () => call(url, 300)));
    await Promise.all([call(url, 50), call(url, 50)]);
    // The server learns of the last ends of connections after its clients.
    await expect
      .poll(() => stats(url))
      .toEqual({ openConnections: 0, peakOpenConnections: 7, totalConnections: 9, requests: 9 });
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

  it('another path: 404', async () => {
    const { url } = await start();
    expect((await ask(`${url}/other`)).status).toBe(404);
  });
});
