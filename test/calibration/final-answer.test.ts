import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import type { EngineSpec } from '../../src/scenario/engines.ts';
import { engines, type GivenAnswer } from './all-engines.ts';
import { serveHttp2 } from './connections/http2-server.ts';
import { fire, sequential } from './firing.ts';
import { answerText, ok, type Script, serve } from './scripted-server.ts';

const closed = (requests: number): Phase =>
  phaseSchema.parse({ kind: 'closed', name: 'calls', connections: 1, requests });

const overHttp1: readonly (readonly [string, EngineSpec, Phase])[] = [
  ['socket', { kind: 'socket' }, sequential(3)],
  ['undici', { kind: 'undici', http2: false }, sequential(3)],
  ['autocannon', { kind: 'autocannon' }, closed(3)],
];

const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';
const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\ncontent-length: 5\r\n\r\n';

const inPieces = (socket: Socket, everyMs: number, pieces: readonly string[]): void =>
  pieces.forEach((piece, index) => {
    setTimeout(() => socket.write(piece), index * everyMs);
  });

/** What the server does, and how long after its first bytes the final answer begins at the earliest. */
const interims: readonly (readonly [string, string, Script, number])[] = [
  ['100', goOn, (socket) => inPieces(socket, 100, [goOn, ok]), 98],
  ['103', hints, (socket) => inPieces(socket, 100, [hints, ok]), 98],
  ['several, cut within their heads', hints + goOn + hints, cutHints, 198],
  ['one in the same piece as the answer', hints, (socket) => inPieces(socket, 100, ['', hints + ok]), 98],
  [
    'one whose answer begins in its piece',
    hints,
    (socket) => inPieces(socket, 100, ['', hints + ok.slice(0, 20), ok.slice(20)]),
    98,
  ],
];

function cutHints(socket: Socket): void {
  inPieces(socket, 100, [hints.slice(0, 30), hints.slice(30) + goOn + hints.slice(0, 5), hints.slice(5) + ok]);
}

test.each(
  overHttp1.flatMap(([engine, spec, phase]) =>
    interims.map(([name, bytes, script, afterMs]) => [engine, name, { spec, phase, bytes, script, afterMs }] as const),
  ),
)('%s: interim answers (%s) are not the first byte of the answer, and the connection goes on', async (_, __, given) => {
  await using server = await serve(given.script);
  const { samples, kinds } = await fire(server.url, given.phase, { engine: given.spec });
  expect([kinds, server.connections]).toEqual([{ answered: 3 }, 1]);
  for (const { identity, bytes, sentAtMs = 0, firstByteAtMs = 0, completedAtMs } of samples) {
    expect([identity?.instanceId, bytes]).toEqual(['one', given.bytes.length + ok.length]);
    expect(firstByteAtMs - sentAtMs).toBeGreaterThan(given.afterMs);
    expect(completedAtMs).toBeGreaterThanOrEqual(firstByteAtMs);
  }
});

test.each(overHttp1)(
  '%s: where the answer begins in the piece of an interim one, that is its first byte',
  async (_, engine, phase) => {
    // 100 ms lie between the first and the last piece, all of them before the end of the head.
    await using server = await serve((socket) => inPieces(socket, 100, [hints + ok.slice(0, 20), ok.slice(20)]));
    const { samples } = await fire(server.url, phase, { engine });
    const waitedMs = samples.map(({ firstByteAtMs = 0, completedAtMs }) => completedAtMs - firstByteAtMs);
    // undici tells of a head when it is whole.
    for (const ms of waitedMs) expect(ms).toBeGreaterThan(engine.kind === 'undici' ? -1 : 50);
  },
);

test('HTTP/2: nor are they there', async () => {
  await using server = await serveHttp2((_, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeContinue();
    setTimeout(() => response.writeHead(200, { 'rollcall-instance-id': 'one' }).end('fine'), 100);
  });
  const { samples, kinds } = await fire(server.url, sequential(3), {
    engine: { kind: 'undici', http2: true },
    tls: { rejectUnauthorized: false },
  });
  expect([kinds, server.connections]).toEqual([{ answered: 3 }, 1]);
  for (const { identity, sentAtMs = 0, firstByteAtMs = 0 } of samples) {
    expect(identity?.instanceId).toBe('one');
    expect(firstByteAtMs - sentAtMs).toBeGreaterThan(98);
  }
});

test.each(overHttp1)('%s: an interim answer alone has no first byte; 101 is malformed', async (_, engine, phase) => {
  await using server = await serve((socket, { n }) => socket.write(n === 1 ? hints : 'HTTP/1.1 101 Switch\r\n\r\n'));
  const { samples } = await fire(server.url, phase, { engine, timeoutMs: 200 });
  expect(samples.map(({ outcome }) => outcome.kind)).toEqual(['timed-out', 'malformed', 'malformed']);
  expect(samples[0]?.firstByteAtMs).toBeUndefined();
});

const empty = (status: number, length: number): GivenAnswer => ({
  ...{ status, headers: { 'rollcall-instance-id': `i-${status}` } },
  body: Buffer.alloc(length),
});

/** A 304 states the length that the body would have. */
const redirects = [empty(302, 0), empty(304, 0), empty(304, 5), empty(404, 3), empty(404, 3)];

test.each(engines)('%s: 302, 304 and 404 are failures, or answered where they are expected', async (_, ask) => {
  expect((await ask(redirects, {})).kinds).toEqual({ 'http-error': 5 });
  const expect304 = await ask(redirects, { expect: { status: [302, '3xx', 404] } });
  expect(expect304.kinds).toEqual({ answered: 5 });
  expect(expect304.samples.map(({ identity }) => identity?.instanceId)).toEqual([
    ...['i-302', 'i-304', 'i-304', 'i-404', 'i-404'],
  ]);
});

test.each(engines)('%s: an expected 429 is answered, and a 200 that is not expected is a failure', async (_, ask) => {
  const { samples } = await ask([empty(429, 0), empty(200, 0)], { expect: { status: 429 } });
  expect(samples.map(({ outcome }) => outcome)).toEqual([
    { kind: 'answered', status: 429 },
    { kind: 'http-error', status: 200 },
  ]);
});

test('CSV is read of expected answers', async () => {
  await using server = await serve((socket) => socket.write(answerText('404 Not Found', '', 'a,1')));
  const identity = { from: 'csv', instanceId: 0, invocationId: 1 } as const;
  const ids = async (status: number) =>
    (await fire(server.url, sequential(1), { identity, expect: { status } })).samples[0]?.identity?.instanceId;
  expect([await ids(404), await ids(200)]).toEqual(['a', undefined]);
});
