import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startClock } from '../../../src/loadgen/clock.ts';
import type { Engine } from '../../../src/loadgen/engine.ts';
import {
  type UndiciEngine,
  type UndiciEngineOptions,
  undiciEngine,
} from '../../../src/loadgen/engines/undici/engine.ts';
import type { Exchange } from '../../../src/loadgen/exchange.ts';
import { originOf } from '../../../src/loadgen/http/origin.ts';
import { fireClosedLoad } from '../../../src/loadgen/shapes/closed.ts';
import { serveHttp2 } from '../connections/http2-server.ts';
import { startProxy } from '../connections/proxy.ts';
import { closedPort, endsOf, request, scripts } from '../exchanges.ts';
import { answerText, ok, serve, testCertificate } from '../scripted-server.ts';
import { startTruth } from '../truth.ts';

const clock = startClock();

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.stop();
});

const resolvedTo = (ip: string) => ({ kind: 'resolved', ip }) as const;

function undici(url: string, more: Partial<UndiciEngineOptions> = {}): UndiciEngine {
  const engine = undiciEngine({
    ...{
      origin: originOf(url),
      address: resolvedTo('127.0.0.1'),
      requests: [request],
      warmPath: undefined,
      connections: 'warm',
      takesSilent: false,
    },
    ...{ timeoutMs: 5000, keepBodyBytes: 1000, clock, http2: false },
    tls: { ca: testCertificate },
    ...more,
  });
  engines.push(engine);
  return engine;
}

/** Bursts of so many requests one after another, each prepared. */
async function burst(engine: Engine, ...sizes: number[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const size of sizes) {
    await engine.prepare(size, 'one-instant');
    await engine.release(Array(size).fill(0), clock.nowMs(), (exchange) => exchanges.push(exchange));
  }
  return exchanges;
}

test.each(scripts)(
  'undici: %s is read as what it is, 3 times out of 3, and not asked for again',
  async (_, script, ending) => {
    await using server = await serve(script);
    const exchanges = await burst(undici(server.url), 3);
    expect(exchanges.map((exchange) => exchange.ending)).toMatchObject([ending, ending, ending]);
    expect(server.requests).toHaveLength(3);
  },
);

test('undici: bursts of 1, 5, 10 are 16 answers over 10 connections that were opened beforehand', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const exchanges = await burst(undici(server.url), 1, 5, 10);
  expect(endsOf(exchanges)).toEqual({ 200: 16 });
  expect([server.connections, server.requests.length]).toEqual([10, 16]);
  for (const { connection, connectedAtMs, bytes, ending } of exchanges) {
    expect([connection, connectedAtMs, bytes]).toEqual(['reused', undefined, ok.length]);
    expect(ending).toMatchObject({ answer: { body: Buffer.from('fine') } });
    expect(ending.kind === 'answer' && ending.answer.headers.get('rollcall-instance-id')).toBe('one');
  }
});

test('undici: cold, a burst of 8 fired twice opens 16 connections, and every instant comes after the one before it', async () => {
  await using server = await serve((socket) => setTimeout(() => socket.write(ok), 20), { tls: true });
  const exchanges = await burst(undici(server.url, { connections: 'cold' }), 8, 8);
  expect([endsOf(exchanges), server.connections]).toEqual([{ 200: 16 }, 16]);
  for (const exchange of exchanges) {
    const { intendedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs, completedAtMs } = exchange;
    const instants = [intendedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs, completedAtMs];
    expect(exchange.connection).toBe('new');
    expect(instants.every((instant) => instant !== undefined)).toBe(true);
    expect(instants).toEqual(instants.toSorted((a = 0, b = 0) => a - b));
    expect((firstByteAtMs ?? 0) - (sentAtMs ?? 0)).toBeGreaterThan(18);
  }
});

test('undici: warmed, 4 requests go to / after 4 to /warm; a connection closed in between is opened again', async () => {
  const sockets = new Set<Socket>();
  await using server = await serve((socket) => {
    sockets.add(socket);
    socket.write(ok);
  });
  const engine = undici(server.url, { warmPath: '/warm' });
  const first = await burst(engine, 4);
  // Its end has come back: the client knows of it.
  await Promise.all([...sockets].map((socket) => once(socket.end(), 'close')));
  const exchanges = [...first, ...(await burst(engine, 4))];
  expect(endsOf(exchanges)).toEqual({ 200: 8 });
  expect(server.requests.filter((head) => head.startsWith('GET /warm '))).toHaveLength(8);
  expect(server.connections).toBe(8);
});

test.each([
  ['that says it will close', (socket: Socket) => socket.end(answerText('200 OK', 'Connection: close\r\n'))],
  ['whose end is the end of the connection', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nfine')],
  ['of HTTP/1.0', (socket: Socket) => socket.end('HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine')],
])('undici: an answer %s: 5 calls one after another are 5 answers over 5 connections', async (_, script) => {
  await using server = await serve(script);
  const { signal } = new AbortController();
  const exchanges: Exchange[] = [];
  await fireClosedLoad({ shape: 'closed', clients: 1, requests: 5, thinkTimeMs: 0 }, 0, {
    ...{ engine: undici(server.url), clock, signal, nextRequest: () => 0 },
    onEnd: (exchange) => exchanges.push(exchange),
  });
  expect([endsOf(exchanges), server.connections]).toEqual([{ 200: 5 }, 5]);
});

test('undici: where nobody listens 5 are refused, of which none was sent; where a name leads nowhere, unreachable', async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  const refused = await burst(undici(url), 5);
  expect(endsOf(refused)).toEqual({ refused: 5 });
  expect(refused.every(({ sentAtMs }) => sentAtMs === undefined)).toBe(true);
  expect(endsOf(await burst(undici(url, { address: { kind: 'unresolved', message: 'gone' } }), 2))).toEqual({
    unreachable: 2,
  });
});

test('undici: a server that hangs is given up after the timeout: all 20, none of them before', async () => {
  await using server = await serve(() => {});
  const exchanges = await burst(undici(server.url, { timeoutMs: 150 }), 20);
  expect(endsOf(exchanges)).toEqual({ 'timed-out': 20 });
  for (const { completedAtMs, sentAtMs } of exchanges)
    expect(completedAtMs - (sentAtMs ?? 0)).toBeGreaterThanOrEqual(149);
});

test('undici: stopped in flight, 30 are interrupted, and none ends twice', async () => {
  await using server = await serve((_, { n }) => n === 30 && engine.stop());
  const engine = undici(server.url);
  expect(endsOf(await burst(engine, 30))).toEqual({ interrupted: 30 });
});

test('undici: a certificate that nobody vouches for makes requests unreachable', async () => {
  await using server = await serve((socket) => socket.write(ok), { tls: true });
  const [exchange] = await burst(undici(server.url, { tls: {} }), 1);
  expect(exchange?.ending).toMatchObject({ outcome: { kind: 'unreachable', message: 'self-signed certificate' } });
});

test('HTTP/2: a burst of 250 goes over 3 connections, 100 streams each at most, and a later one over the same', async () => {
  await using server = await serveHttp2((_, response) => setTimeout(() => response.end('fine'), 50));
  const engine = undici(server.url, { http2: true });
  const exchanges = await burst(engine, 250, 250);
  expect(endsOf(exchanges)).toEqual({ 200: 500 });
  expect(server).toMatchObject({ connections: 3, requests: 500, mostStreams: 100 });
  expect(exchanges.every(({ connection }) => connection === 'reused')).toBe(true);
});

test('HTTP/2: 20 cold requests share the one connection that they all wait for; POST is not held back', async () => {
  await using server = await serveHttp2((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => setTimeout(() => response.end(`${incoming.authority} ${body}`), 50));
  });
  const post = { method: 'POST', path: '/orders', headers: { 'x-api-key': 'k' }, body: 'abc' };
  const exchanges = await burst(undici(server.url, { http2: true, connections: 'cold', requests: [post] }), 20);
  expect(endsOf(exchanges)).toEqual({ 200: 20 });
  expect(server).toMatchObject({ connections: 1, mostStreams: 20 });
  const body = Buffer.from(`${originOf(server.url).hostHeader} abc`);
  for (const exchange of exchanges) {
    expect(exchange).toMatchObject({ connection: 'new', ending: { answer: { body } } });
    expect(exchange.tlsDoneAtMs).toBeGreaterThan(exchange.connectedAtMs ?? Number.NaN);
  }
});

test('HTTP/2: of 6 requests one times out, one is reset, one redirects: the other 3 are answered', async () => {
  await using server = await serveHttp2((_, response, n) => {
    if (n === 1) return;
    if (n === 2) response.stream.close(8);
    else if (n === 3) response.writeHead(302, { location: '/elsewhere' }).end();
    else response.end('fine');
  });
  const exchanges = await burst(undici(server.url, { http2: true, timeoutMs: 1000 }), 6);
  expect(endsOf(exchanges)).toEqual({ 200: 3, 302: 1, reset: 1, 'timed-out': 1 });
  expect(server).toMatchObject({ connections: 1, requests: 6 });
});

test.each<[string, (stream: ServerHttp2Stream) => void]>([
  ['says goodbye', (stream) => stream.session?.goaway(2)],
  ['destroys its session', (stream) => stream.session?.destroy()],
  ['ends its connection', (stream) => stream.session?.socket.destroySoon()],
])('HTTP/2: a server that %s with 10 on their way resets all 10, and none is sent again', async (_, end) => {
  await using server = await serveHttp2((_, response, n) => {
    if (n === 10) end(response.stream);
  });
  const exchanges = await burst(undici(server.url, { http2: true }), 10);
  expect(endsOf(exchanges)).toEqual({ reset: 10 });
  expect(server).toMatchObject({ connections: 1, requests: 10 });
});

test('HTTP/2: a server that speaks HTTP/1.1 only is unreachable, not asked in HTTP/1.1', async () => {
  await using server = await serve((socket) => socket.write(ok), { tls: true });
  expect(endsOf(await burst(undici(server.url, { http2: true }), 2))).toEqual({ unreachable: 2 });
  expect(server.requests).toEqual([]);
});

test('a proxy forwards requests for http, with their whole URL and the host of the target', async () => {
  await using server = await serve((socket) => socket.write(ok));
  await using proxy = await startProxy();
  const url = `http://localhost:${server.port}/api`;
  expect(endsOf(await burst(undici(url, { proxy: proxy.url }), 3))).toEqual({ 200: 3 });
  expect(proxy.forwarded).toEqual([url, url, url]);
  expect(server.requests[0]).toContain(`ost: localhost:${server.port}`);
});

test.each([false, true])('a proxy gives a tunnel to https, which it cannot read; HTTP/2: %s', async (http2) => {
  await using server = http2
    ? await serveHttp2((_, response) => response.end('fine'))
    : await serve((socket) => socket.write(ok), { tls: true });
  await using proxy = await startProxy();
  const url = server.url.replace('127.0.0.1', 'localhost');
  const exchanges = await burst(undici(url, { proxy: proxy.url, http2 }), 4);
  expect(endsOf(exchanges)).toEqual({ 200: 4 });
  // Over HTTP/1.1 one for each request, over HTTP/2 one for all.
  expect(proxy.tunnels).toEqual(Array(http2 ? 1 : 4).fill(originOf(url).hostHeader));
});

test('a proxy that is not there, or that refuses the tunnel, makes requests unreachable and says so', async () => {
  await using proxy = await startProxy();
  const [forbidden] = await burst(undici('https://closed.invalid', { proxy: proxy.url }), 1);
  expect(forbidden?.ending).toMatchObject({
    outcome: {
      kind: 'unreachable',
      message: `by the proxy 127.0.0.1:${proxy.port}: CONNECT closed.invalid:443 was answered with 403`,
    },
  });
  const port = await closedPort();
  const [missing] = await burst(undici('https://closed.invalid', { proxy: `http://127.0.0.1:${port}` }), 1);
  expect(missing?.ending).toMatchObject({
    outcome: { kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') },
  });
});

test('undici sees the same roll as the server keeps: 60 requests, each answered once', async () => {
  await using truth = await startTruth({ delayMs: 20, instances: 3 });
  const exchanges = await burst(undici(truth.url), 20, 40);
  const records = await truth.records();
  expect([endsOf(exchanges), records.length]).toEqual([{ 200: 60 }, 60]);
});
