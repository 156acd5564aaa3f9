import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { burst, fire, sequential } from './firing.ts';
import { answerText, ok, type Script, serve, testCertificate } from './scripted-server.ts';

test.each<[string, Script, Outcome]>([
  ['200', (socket) => socket.write(ok), { kind: 'answered', status: 200 }],
  [
    '429 with Retry-After: 2',
    (socket) => socket.write(answerText('429 Too Many Requests', 'Retry-After: 2\r\n')),
    { kind: 'throttled', status: 429, retryAfterMs: 2000 },
  ],
  [
    'a redirect, which is not followed',
    (socket) => socket.write(answerText('302 Found', 'Location: /elsewhere\r\n')),
    { kind: 'http-error', status: 302 },
  ],
  ['502', (socket) => socket.write(answerText('502 Bad Gateway')), { kind: 'http-error', status: 502 }],
  [
    'garbage',
    (socket) => socket.end('these bytes are no HTTP'),
    { kind: 'malformed', message: 'this is no HTTP/1.1 answer' },
  ],
  [
    'an answer that breaks off',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    { kind: 'reset', message: 'the connection ended before the answer was complete' },
  ],
  ['a reset', (socket) => socket.resetAndDestroy(), { kind: 'reset', message: 'read ECONNRESET' }],
])('%s is read as what it is, 3 times out of 3', async (_, script, outcome) => {
  await using server = await serve(script);
  const { samples } = await fire(server.url, burst(3));
  expect(samples.map((sample) => sample.outcome)).toEqual([outcome, outcome, outcome]);
  expect(server.requests).toHaveLength(3);
});

test('a server that hangs is given up after the timeout: all 20 of the burst, none of them before', async () => {
  await using server = await serve(() => {});
  const { samples, kinds } = await fire(server.url, burst(20), { timeoutMs: 150 });
  expect(kinds).toEqual({ 'timed-out': 20 });
  for (const { outcome } of samples)
    expect(outcome.kind === 'timed-out' && outcome.afterMs).toBeGreaterThanOrEqual(149);
});

test('an answer of 20 MB is read to its end and counted; its JSON tells who gave it only where all of it is kept', async () => {
  const body = JSON.stringify({ instanceId: 'one', padding: 'x'.repeat(20_000_000) });
  const answer = answerText('200 OK', '', body);
  await using server = await serve((socket) => socket.write(answer));
  const identity = { from: 'json', instanceId: 'instanceId', invocationId: 'n', coldStart: 'cold' } as const;
  for (const [more, instanceId] of [
    [{}, undefined],
    [{ keptBodyBytes: 21_000_000 }, 'one'],
  ] as const) {
    const { samples } = await fire(server.url, sequential(2), { identity, ...more });
    expect(samples.map((sample) => [sample.outcome.kind, sample.bytes, sample.identity?.instanceId])).toEqual(
      Array(2).fill(['answered', answer.length, instanceId]),
    );
  }
});

test('an answer without end is given up after the timeout', async () => {
  await using server = await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const more = setInterval(() => socket.write('x'.repeat(1000)), 1);
    socket.once('close', () => clearInterval(more));
  });
  expect((await fire(server.url, sequential(1), { timeoutMs: 200 })).kinds).toEqual({ 'timed-out': 1 });
});

test('a slow answer, byte by byte, is complete with its last byte', async () => {
  await using server = await serve((socket) => {
    const bytes = [...ok];
    const drip = setInterval(() => {
      socket.write(bytes.shift() ?? '');
      if (bytes.length === 0) clearInterval(drip);
    }, 1);
  });
  const { samples } = await fire(server.url, burst(1));
  const [sample] = samples;
  expect(sample?.outcome).toEqual({ kind: 'answered', status: 200 });
  expect(sample?.bytes).toBe(ok.length);
  // One byte per ms at most: the last one comes at least 50 ms after the first.
  expect((sample?.completedAtMs ?? 0) - (sample?.firstByteAtMs ?? 0)).toBeGreaterThan(50);
});

test('where nobody listens, every request is refused and none was sent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const { samples, kinds } = await fire(`http://127.0.0.1:${port}`, burst(5, { repeats: 2 }));
  expect(kinds).toEqual({ refused: 10 });
  expect(samples.every(({ sentAtMs }) => sentAtMs === undefined)).toBe(true);
});

test('a name that leads nowhere makes every request unreachable', async () => {
  const { kinds, samples } = await fire('http://nowhere.invalid', sequential(3));
  expect(kinds).toEqual({ unreachable: 3 });
  expect(samples[0]?.outcome).toMatchObject({ message: expect.stringContaining('nowhere.invalid') });
});

test('a certificate that nobody vouches for is refused unless it is named or the check is off', async () => {
  await using server = await serve((socket) => socket.write(ok), { tls: true });
  const refused = await fire(server.url, burst(2));
  expect(refused.kinds).toEqual({ unreachable: 2 });
  expect(refused.samples[0]?.outcome).toMatchObject({ message: expect.stringContaining('self-signed certificate') });
  expect((await fire(server.url, burst(2), { tls: { ca: testCertificate } })).kinds).toEqual({ answered: 2 });
  const named = server.url.replace('127.0.0.1', 'localhost');
  expect((await fire(named, burst(2), { tls: { ca: testCertificate } })).kinds).toEqual({ answered: 2 });
  expect((await fire(server.url, burst(2), { tls: { rejectUnauthorized: false } })).kinds).toEqual({ answered: 2 });
  const broken = { ca: '-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----' };
  await expect(fire(server.url, burst(2), { tls: broken })).rejects.toMatchObject({ code: 'tls-invalid' });
});

test('over TLS the server is told by which name it was meant, and not by which address', async () => {
  const names: unknown[] = [];
  const script: Script = (socket) => {
    names.push('servername' in socket && socket.servername);
    socket.write(ok);
  };
  await using server = await serve(script, { tls: true });
  const tls = { rejectUnauthorized: false };
  await fire(`https://localhost:${server.port}`, sequential(1), { tls });
  await fire(server.url, sequential(1), { tls });
  expect(names).toEqual(['localhost', false]);
});

test('over TLS: 30 warm requests on 30 connections, twice, with identity', async () => {
  await using server = await serve((socket) => socket.write(ok), { tls: true });
  const { samples, kinds } = await fire(server.url, burst(30, { repeats: 2 }), { tls: { rejectUnauthorized: false } });
  expect(kinds).toEqual({ answered: 60 });
  expect(server.connections).toBe(30);
  expect(new Set(samples.map(({ identity }) => identity?.instanceId))).toEqual(new Set(['one']));
});

test('an endless answer over TLS whose connection breaks is a reset, as without TLS', async () => {
  const script: Script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
    setTimeout(() => socket.destroy(), 20);
  };
  await using server = await serve(script, { tls: true });
  expect((await fire(server.url, burst(3), { tls: { rejectUnauthorized: false } })).kinds).toEqual({ reset: 3 });
});

test('what onSample throws ends the firing and comes out', async () => {
  await using server = await serve((socket) => socket.write(ok));
  let calls = 0;
  const onSample = () => {
    calls += 1;
    throw new Error('disk full');
  };
  await expect(fire(server.url, sequential(1000), { onSample })).rejects.toThrow('disk full');
  expect(calls).toBe(1);
});

test('what onSample throws ends a burst of which another request hangs', async () => {
  await using server = await serve((socket, { n }) => n === 1 && socket.write(ok));
  const onSample = () => {
    throw new Error('disk full');
  };
  await expect(fire(server.url, burst(2), { onSample, timeoutMs: 3_600_000 })).rejects.toThrow('disk full');
});
