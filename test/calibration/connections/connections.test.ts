import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { phaseSchema } from '../../../src/load/phases.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { burst, countBy, fire, sequential } from '../firing.ts';
import { answerText, ok, serve } from '../scripted-server.ts';

test('a warm burst of 10 fired 3 times opens 10 connections, warms each once, and counts only the 30', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { samples, kinds } = await fire(server.url, burst(10, { repeats: 3 }), { warmPath: '/warm' });
  expect(kinds).toEqual({ answered: 30 });
  expect(server.connections).toBe(10);
  expect(server.requests.filter((head) => head.startsWith('GET /warm '))).toHaveLength(10);
  expect(samples.every(({ connection }) => connection === 'reused')).toBe(true);
  expect(samples.map((sample) => sample.burst)).toEqual([0, 1, 2].flatMap((index) => Array(10).fill(index)));
});

test('a cold burst of 10 fired 3 times opens 30 connections after the release, and warms none', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const phase = burst(10, { repeats: 3, connections: 'cold' });
  const { samples } = await fire(server.url, phase, { warmPath: '/warm' });
  expect(server.connections).toBe(30);
  expect(server.requests).toHaveLength(30);
  expect(samples.every(({ connection }) => connection === 'new')).toBe(true);
});

test('a burst is due at one instant; bursts of 1, 2, 5 are 8 requests, each burst after the answers of the last', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { samples } = await fire(server.url, burst([1, 2, 5], { gapMs: 30 }));
  const dueAt = [0, 1, 2].map((index) => [
    ...new Set(samples.filter((sample) => sample.burst === index).map(({ intendedAtMs }) => intendedAtMs)),
  ]);
  expect(dueAt.map((instants) => instants.length)).toEqual([1, 1, 1]);
  expect(samples.map((sample) => sample.burst)).toEqual([0, 1, 1, 2, 2, 2, 2, 2]);
  const lastAnswerMs = Math.max(...samples.filter((sample) => sample.burst === 1).map((s) => s.completedAtMs));
  // Node's timers may be early by up to 1 ms.
  expect((dueAt[2]?.[0] ?? 0) - lastAnswerMs).toBeGreaterThan(28);
});

test('every instant of a request comes after the one before it', async () => {
  await using server = await serve((socket) => setTimeout(() => socket.write(ok), 20));
  const { samples } = await fire(server.url, burst(50));
  for (const { intendedAtMs, sentAtMs = 0, firstByteAtMs = 0, completedAtMs } of samples) {
    expect([intendedAtMs, sentAtMs, firstByteAtMs, completedAtMs]).toEqual(
      [intendedAtMs, sentAtMs, firstByteAtMs, completedAtMs].toSorted((a, b) => a - b),
    );
    expect(firstByteAtMs - sentAtMs).toBeGreaterThan(18);
  }
});

test('calls one after another share one connection, and the next is sent after the answer to the last', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { samples } = await fire(server.url, sequential(5, 10));
  expect(server.connections).toBe(1);
  expect(samples.map((sample) => sample.burst)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  for (const [i, sample] of samples.entries()) {
    expect(sample.sentAtMs ?? 0).toBeGreaterThan(samples[i - 1]?.completedAtMs ?? -1);
  }
});

test('a server that closes after each answer: 3 bursts of 4 are 12 answers on 12 connections opened beforehand', async () => {
  await using server = await serve((socket) => socket.end(answerText('200 OK', 'Connection: close\r\n')));
  const { samples, kinds } = await fire(server.url, burst(4, { repeats: 3 }));
  expect(kinds).toEqual({ answered: 12 });
  expect(server.connections).toBe(12);
  expect(samples.every(({ connection }) => connection === 'reused')).toBe(true);
});

test('a connection of which the server says that it will close is not used again, even if it stays open', async () => {
  await using server = await serve((socket) => socket.write(answerText('200 OK', 'Connection: close\r\n')));
  expect((await fire(server.url, sequential(3))).kinds).toEqual({ answered: 3 });
  expect(server.connections).toBe(3);
});

test('a server that closes after the call that warms is asked that once; 2 bursts of 4 have 8 connections of their own', async () => {
  await using server = await serve((socket) => socket.end(answerText('200 OK', 'Connection: close\r\n')));
  const { samples, kinds } = await fire(server.url, burst(4, { repeats: 2 }), { warmPath: '/warm' });
  expect(kinds).toEqual({ answered: 8 });
  expect(server.connections).toBe(9);
  expect(samples.every(({ connection }) => connection === 'reused')).toBe(true);
});

test('keep-alive race: connections that the server closes between two bursts are reopened, not failed', async () => {
  await using server = await serve((socket) => {
    socket.write(ok);
    setTimeout(() => socket.end(), 20);
  });
  const { kinds } = await fire(server.url, burst(6, { repeats: 2, gapMs: 100 }));
  expect(kinds).toEqual({ answered: 12 });
  expect(server.connections).toBe(12);
});

test('bytes that nobody asked for end the connection, not the next request', async () => {
  await using server = await serve((socket) => socket.write(`${ok}HTTP/1.1 408 Request Timeout\r\n\r\n`));
  const { samples, kinds } = await fire(server.url, sequential(3, 5));
  expect(kinds).toEqual({ answered: 3 });
  expect(server.connections).toBe(3);
  expect(samples.map(({ bytes }) => bytes)).toEqual([ok.length, ok.length, ok.length]);
});

test('a load over time opens a connection only for a request; the second request proves that the server takes two', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const phase = phaseSchema.parse({ kind: 'constantRate', name: 'rate', ratePerSecond: 10, durationMs: 1000 });
  const { samples } = await fire(server.url, phase);
  expect(countBy(samples.map(({ connection }) => connection))).toEqual({ new: 2, reused: 8 });
  expect(server.connections).toBe(2);
});

test('a load over time at a server that closes after each answer: as many connections as requests, and 1 that warmed', async () => {
  await using server = await serve((socket) => socket.end(answerText('200 OK', 'Connection: close\r\n')));
  const phase = phaseSchema.parse({ kind: 'constantRate', name: 'rate', ratePerSecond: 50, durationMs: 200 });
  expect((await fire(server.url, phase, { warmPath: '/warm' })).kinds).toEqual({ answered: 10 });
  expect(server.connections).toBe(11);
});

test('10 clients for 3 requests open 3 connections', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const phase = phaseSchema.parse({ kind: 'closed', name: 'closed', connections: 10, requests: 3 });
  expect((await fire(server.url, phase)).kinds).toEqual({ answered: 3 });
  expect(server.connections).toBe(3);
});

test('IPv6, the path of the target, the host header, a body: the server gets what was asked for', async () => {
  await using server = await serve((socket) => socket.write(ok), { host: '::1' });
  const request = { method: 'POST', path: '/orders?id=7', headers: { 'X-Api-Key': 'k' }, body: 'abc' };
  const { kinds } = await fire(`${server.url}/stage/`, sequential(1), { request });
  expect(kinds).toEqual({ answered: 1 });
  expect(server.requests[0]?.split('\r\n')).toEqual([
    'POST /stage/orders?id=7 HTTP/1.1',
    `host: [::1]:${server.port}`,
    'user-agent: rollcall',
    'accept: */*',
    'x-api-key: k',
    'content-length: 3',
  ]);
});

test('localhost is found at the one address family that is served, and looked for once', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { kinds } = await fire(`http://localhost:${server.port}`, burst(5, { repeats: 2 }));
  expect(kinds).toEqual({ answered: 10 });
  // At most one more than the burst: the connection that finds out.
  expect(server.connections).toBeLessThanOrEqual(6);
});

test('stopped in flight: 40 were sent and are interrupted at once, the 2 bursts after it are not sent', async () => {
  const stop = new AbortController();
  await using server = await serve((_, { n }) => n === 40 && stop.abort());
  const options = { signal: stop.signal, timeoutMs: 60_000 };
  const { samples, kinds, finishedAtMs } = await fire(server.url, burst(40, { repeats: 3 }), options);
  expect(kinds).toEqual({ interrupted: 40 });
  expect(server.requests).toHaveLength(40);
  expect(finishedAtMs).toBeLessThan(60_000);
  expect(samples.every(({ sentAtMs }) => sentAtMs !== undefined)).toBe(true);
});

test('stopped while a burst of 2000 is being sent: what was not sent is not sent, what was is interrupted', async () => {
  const stop = new AbortController();
  await using server = await serve(() => stop.abort());
  const { samples, kinds } = await fire(server.url, burst(2000), { signal: stop.signal });
  expect(samples.length).toBeGreaterThan(0);
  expect(samples.length).toBeLessThan(2000);
  expect(kinds).toEqual({ interrupted: samples.length });
  await sleep(50);
  expect(server.requests.length).toBeLessThanOrEqual(samples.length);
});

test('stopped between two bursts of 5: the first counts, the second is not sent', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const stop = new AbortController();
  const samples: Sample[] = [];
  const onSample = (sample: Sample) => {
    samples.push(sample);
    if (samples.length === 5) setImmediate(() => stop.abort());
  };
  await fire(server.url, burst(5, { repeats: 2, gapMs: 60_000 }), { signal: stop.signal, onSample });
  expect(countBy(samples.map(({ outcome }) => outcome.kind))).toEqual({ answered: 5 });
  await sleep(20);
  expect(server.requests).toHaveLength(5);
});

test('stopped before it began: nothing is sent', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { kinds } = await fire(server.url, burst(5), { signal: AbortSignal.abort() });
  expect([kinds, server.requests]).toEqual([{}, []]);
});

test('50 phases with one signal leave no listener on it', async () => {
  await using server = await serve((socket) => socket.write(ok));
  const { signal } = new AbortController();
  for (let i = 0; i < 50; i += 1) await fire(server.url, burst(1), { signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
