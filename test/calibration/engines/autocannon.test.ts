import { expect, test } from 'vitest';
import type { ClosedLoad } from '../../../src/load/shapes.ts';
import { startClock } from '../../../src/loadgen/clock.ts';
import { type AutocannonLoadOptions, fireAutocannon } from '../../../src/loadgen/engines/autocannon/load.ts';
import type { Exchange } from '../../../src/loadgen/exchange.ts';
import { closedPort, endsOf, request, scripts } from '../exchanges.ts';
import { countBy } from '../firing.ts';
import { ok, serve } from '../scripted-server.ts';

async function closed(url: string, load: Partial<ClosedLoad>, more: Partial<AutocannonLoadOptions> = {}) {
  const exchanges: Exchange[] = [];
  const clock = startClock();
  await fireAutocannon({ shape: 'closed', clients: 2, thinkTimeMs: 0, ...load }, clock.nowMs(), {
    ...{ url, request, timeoutMs: 60_000, keepBodyBytes: 1000, clock },
    signal: new AbortController().signal,
    onEnd: (exchange) => exchanges.push(exchange),
    ...more,
  });
  return exchanges;
}

test('100 requests of 4 clients are 100 answers over 4 connections, read in full', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const path = '/orders?id=7';
  const exchanges = await closed(`${server.url}/api`, { clients: 4, requests: 100 }, { request: { ...request, path } });
  expect([endsOf(exchanges), server.connections, server.requests.length]).toEqual([{ 200: 100 }, 4, 100]);
  expect(countBy(exchanges.map(({ connection }) => connection))).toEqual({ new: 4, reused: 96 });
  expect(server.requests[0]).toMatch(/^GET \/api\/orders\?id=7 HTTP/);
  for (const { intendedAtMs, sentAtMs = -1, firstByteAtMs = -1, completedAtMs, bytes, ending } of exchanges) {
    const instants = [intendedAtMs, sentAtMs, firstByteAtMs, completedAtMs];
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(bytes).toBe(ok.length);
    expect(ending).toMatchObject({ answer: { status: 200, body: Buffer.from('fine') } });
    expect(ending.kind === 'answer' && ending.answer.headers.get('rollcall-instance-id')).toBe('one');
  }
});

test('10 clients for 3 requests send 3; no answer is measured shorter than the 30 ms that it took', async () => {
  await using server = await serve((socket) => setTimeout(() => socket.write(ok), 30), { tls: true });
  const exchanges = await closed(server.url, { clients: 10, requests: 3 });
  expect([endsOf(exchanges), server.requests.length]).toEqual([{ 200: 3 }, 3]);
  for (const { sentAtMs = 0, completedAtMs, tlsDoneAtMs } of exchanges) {
    expect(completedAtMs - sentAtMs).toBeGreaterThan(29);
    expect(sentAtMs).toBe(tlsDoneAtMs);
  }
});

test('after its duration every client waits for its answer, and no request is lost', async () => {
  await using server = await serve((socket) => setTimeout(() => socket.write(ok), 40));
  const exchanges = await closed(server.url, { clients: 3, durationMs: 200 });
  expect(endsOf(exchanges)).toEqual({ 200: server.requests.length });
  expect(exchanges.length).toBeGreaterThanOrEqual(3);
  expect(exchanges.length).toBeLessThanOrEqual(18);
});

test('stopped, the 5 on their way are interrupted; stopped before it began, nothing is sent', async () => {
  const stop = new AbortController();
  await using server = await serve((_, { n }) => n === 5 && stop.abort());
  const exchanges = await closed(server.url, { clients: 5, requests: 100 }, { signal: stop.signal });
  expect([endsOf(exchanges), server.requests.length]).toEqual([{ interrupted: 5 }, 5]);
  expect(await closed(server.url, { requests: 5 }, { signal: AbortSignal.abort() })).toEqual([]);
});

test.each(scripts)('%s is read as what it is, 4 times out of 4', async (_, script, ending) => {
  await using server = await serve(script);
  const exchanges = await closed(server.url, { requests: 4 });
  expect(exchanges.map((exchange) => exchange.ending)).toMatchObject(Array(4).fill(ending));
  expect(server.requests).toHaveLength(4);
});

test('every third request hangs, every fourth breaks off: of 12 clients’ requests 4 time out, 2 are reset', async () => {
  await using server = await serve((socket, { n }) => {
    if (n % 3 === 0) return;
    if (n % 4 === 0) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
    else socket.write(ok);
  });
  const exchanges = await closed(server.url, { clients: 1, requests: 12 }, { timeoutMs: 250 });
  // 3, 6, 9, 12 hang; of 4, 8, 12 the last hangs.
  expect(endsOf(exchanges)).toEqual({ 200: 6, reset: 2, 'timed-out': 4 });
});

test('where nobody listens, 6 requests are 6 refusals, of which none was sent', async () => {
  const exchanges = await closed(`http://127.0.0.1:${await closedPort()}`, { clients: 3, requests: 6 });
  expect(endsOf(exchanges)).toEqual({ refused: 6 });
  expect(exchanges.every(({ sentAtMs }) => sentAtMs === undefined)).toBe(true);
});

test('what the receiver of exchanges throws ends the load, and is thrown', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const full = () => {
    throw new Error('disk full');
  };
  await expect(closed(server.url, { durationMs: 60_000 }, { onEnd: full })).rejects.toThrow('disk full');
});
