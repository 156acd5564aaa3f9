import { expect, test } from 'vitest';
import { phaseSchema } from '../../../src/load/phases.ts';
import type { EngineSpec } from '../../../src/scenario/engines.ts';
import { burst, countBy, fire, sequential } from '../firing.ts';
import { serveHttp2 } from './http2-server.ts';

const engine: EngineSpec = { kind: 'undici', http2: true };
const common = { engine, tls: { rejectUnauthorized: false } };
const noError = 0;

test('a server that says goodbye with each 10th answer: 35 calls are 35 answers over 4 connections', async () => {
  await using server = await serveHttp2(({ stream }, response, n) => {
    if (n % 10 === 0) stream.session?.close();
    response.end('fine');
  });
  expect((await fire(server.url, sequential(35), common)).kinds).toEqual({ answered: 35 });
  expect(server).toMatchObject({ connections: 4, requests: 35 });
});

test('requests that were begun before the goodbye are answered after it; what comes later has another connection', async () => {
  await using server = await serveHttp2(({ stream }, response, n) => {
    if (n === 5) stream.session?.close();
    setTimeout(() => response.end('fine'), 100);
  });
  // All 5 are on their way when it says so: no other request crosses the goodbye.
  expect((await fire(server.url, burst([5, 15]), common)).kinds).toEqual({ answered: 20 });
  expect(server).toMatchObject({ connections: 2, requests: 20 });
});

test('a goodbye that leaves out the last 7 of 10 requests: 3 are answered, 7 were not processed and are not sent again', async () => {
  await using server = await serveHttp2(({ stream }, response, n) => {
    // The streams of a client have odd numbers.
    if (n === 10) stream.session?.goaway(noError, 5);
    if (stream.id !== undefined && stream.id <= 5) setTimeout(() => response.end('fine'), 50);
  });
  const { samples, kinds } = await fire(server.url, burst(10), common);
  expect(kinds).toEqual({ answered: 3, reset: 7 });
  const message = 'not processed: the server said goodbye (GOAWAY) before it took this request';
  expect(samples.filter(({ outcome }) => outcome.kind === 'reset').map(({ outcome }) => outcome)).toEqual(
    Array(7).fill({ kind: 'reset', message }),
  );
  expect(server.requests).toBe(10);
});

test('a stream that the server refuses was not processed', async () => {
  const refused = 7;
  await using server = await serveHttp2(({ stream }) => stream.close(refused));
  const { samples } = await fire(server.url, sequential(1), common);
  const message = 'not processed: the server refused the stream (REFUSED_STREAM)';
  expect(samples[0]?.outcome).toEqual({ kind: 'reset', message });
});

test.each([
  ['and ends the stream without an error', noError],
  ['and cancels the stream', 8],
])('an early answer 413 %s: 5 bodies of 20 MB that nobody reads, 5 answers over one connection', async (_, code) => {
  await using server = await serveHttp2(({ stream }, response) => {
    response.writeHead(413, { 'content-length': 9 }).end('too large', () => stream.close(code));
  });
  const request = { method: 'POST', path: '/', headers: {}, body: 'a'.repeat(20_000_000) };
  const { samples } = await fire(server.url, sequential(5), { ...common, request });
  expect(samples.map(({ outcome }) => outcome)).toEqual(Array(5).fill({ kind: 'http-error', status: 413 }));
  expect(server.connections).toBe(1);
});

test('12 MB are read to their end, and counted', async () => {
  await using server = await serveHttp2((_, response) => response.end(Buffer.alloc(12_000_000)));
  const { samples, kinds } = await fire(server.url, sequential(2), common);
  expect(kinds).toEqual({ answered: 2 });
  for (const { bytes } of samples) expect(bytes - 12_000_000).toBeLessThan(1000);
});

test('a host of one’s own is the authority, a header is UTF-8, and a body has its length', async () => {
  const seen: unknown[] = [];
  await using server = await serveHttp2((incoming, response) => {
    const { ':authority': authority, host, 'x-user': user, 'content-length': length } = incoming.headers;
    seen.push({ authority, host, user: Buffer.from(String(user), 'latin1').toString('utf8'), length });
    response.end();
  });
  const request = { method: 'PATCH', path: '/', headers: { Host: 'api.example', 'x-user': 'Zoë 名' }, body: 'ñ' };
  expect((await fire(server.url, sequential(1), { ...common, request })).kinds).toEqual({ answered: 1 });
  expect(seen).toEqual([{ authority: 'api.example', host: undefined, user: 'Zoë 名', length: '2' }]);
});

test('an answer to HEAD has no body, whatever its length says', async () => {
  await using server = await serveHttp2((_, response) => response.writeHead(200, { 'content-length': 5 }).end());
  const request = { method: 'HEAD', path: '/', headers: {} };
  const { kinds } = await fire(server.url, sequential(3), { ...common, request });
  expect([kinds, server.connections]).toEqual([{ answered: 3 }, 1]);
});

test('a load over time has a connection ready: of 20 requests none waits for one', async () => {
  await using server = await serveHttp2((_, response) => response.end('fine'));
  const rate = phaseSchema.parse({ kind: 'constantRate', name: 'rate', ratePerSecond: 100, durationMs: 200 });
  const { samples } = await fire(server.url, rate, common);
  expect(countBy(samples.map(({ connection }) => connection))).toEqual({ reused: 20 });
});
