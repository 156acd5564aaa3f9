import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { readsOn } from '../../../src/loadgen/http/wire.ts';
import { fire, sequential } from '../firing.ts';
import { serve } from '../scripted-server.ts';
import { startPeer } from './peer.ts';

const megabytes = (n: number) => 'a'.repeat(n * 1_000_000);

test.each([
  ['socket', { kind: 'socket' }, []],
  ['undici', { kind: 'undici', http2: false }, []],
  ['socket, the end of the connection is the end of the answer', { kind: 'socket' }, ['until-close']],
] as const)(
  '%s: 20 bodies of 10 MB that nobody reads, 20 early answers 413 with a reset behind: 20 times 413',
  async (_, engine, args) => {
    await using peer = await startPeer('early-answers.py', ...args);
    const request = { method: 'POST', path: '/', headers: {}, body: megabytes(10) };
    const { samples } = await fire(peer.url, sequential(20), { request, engine });
    expect(samples.map(({ outcome }) => outcome)).toEqual(Array(20).fill({ kind: 'http-error', status: 413 }));
  },
);

test.each([
  ['socket', { kind: 'socket' }],
  ['undici', { kind: 'undici', http2: false }],
] as const)(
  '%s: an early answer that leaves the connection open: what is left of the body is not sent, and the next request has a connection of its own',
  async (_, engine) => {
    await using server = await serve((socket) => {
      socket.pause();
      socket.write('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n');
    });
    const request = { method: 'POST', path: '/', headers: {}, body: megabytes(20) };
    const { kinds } = await fire(server.url, sequential(3), { request, engine });
    expect(kinds).toEqual({ throttled: 3 });
    expect(server.connections).toBe(3);
  },
);

test('Invoke: 10 payloads of 10 MB that nobody reads are refused with the 413 that came early', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIANOBODY');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'nobodys-secret');
  await using peer = await startPeer('early-answers.py');
  const { samples } = await fire(peer.url, sequential(10), {
    request: { method: 'POST', path: '/', headers: {}, body: JSON.stringify(megabytes(10)) },
    delivery: {
      ...{ kind: 'invoke', region: 'us-east-1', functionName: 'fn', event: { kind: 'raw' }, tail: false },
      ...{ access: { lambdaEndpoint: peer.url }, maxSockets: 1, concurrency: 1 },
    },
  });
  expect(samples.map(({ outcome }) => outcome)).toMatchObject(Array(10).fill({ kind: 'http-error', status: 413 }));
});

test('an answer that is there when a write fails is read; without it the write’s own error is told', async () => {
  await using peer = await startPeer('early-answers.py');
  const socket = readsOn(connect({ port: Number(new URL(peer.url).port), host: '127.0.0.1' }));
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\n\r\n${'a'.repeat(10_000)}`);
  // The event loop stands still until the answer and the reset are there: whatever comes next meets both.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  socket.write('more');
  let text = '';
  socket.setEncoding('latin1').on('data', (bytes: string) => {
    text += bytes;
  });
  const [error] = await once(socket, 'error');
  expect(text).toContain('too large');
  expect(error).toMatchObject({ syscall: 'write' });
});
