import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startClock } from '../../../src/loadgen/clock.ts';
import { burst, fire, sequential } from '../firing.ts';

process.env['AWS_ACCESS_KEY_ID'] = 'AKIANOBODY';
process.env['AWS_SECRET_ACCESS_KEY'] = 'nobodys-secret';

type Script = (request: IncomingMessage, response: ServerResponse, n: number) => void;

/** A Lambda API whose invocations do what the script says; what only opens connections is answered and not counted. */
async function serveInvocations(
  script: Script,
  warmed = (response: ServerResponse) => void response.writeHead(404).end(),
) {
  let invocations = 0;
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') script(request, response, ++invocations);
    else warmed(response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    counts: () => ({ invocations, connections }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const payload = (n: number): string =>
  JSON.stringify({
    statusCode: 200,
    headers: { 'rollcall-instance-id': `i-${n}`, 'rollcall-invocation-id': '1' },
    body: 'x',
  });

const answer: Script = (_request, response, n) =>
  response
    .writeHead(200, { 'x-amzn-requestid': `r-${n}`, 'x-amz-log-result': Buffer.from(`log of ${n}`).toString('base64') })
    .end(payload(n));

function invoke(
  endpoint: string,
  phase: ReturnType<typeof burst>,
  more: { readonly concurrency?: number; readonly maxSockets?: number; readonly timeoutMs?: number } = {},
) {
  const logs: string[] = [];
  const { concurrency = 100, maxSockets = 100, timeoutMs = 5000 } = more;
  const fired = fire(endpoint, phase, {
    ...{ clock: startClock(), timeoutMs, onLog: (text) => logs.push(text) },
    delivery: {
      ...{ kind: 'invoke', region: 'us-east-1', functionName: 'fn', tail: true, maxSockets },
      ...{ access: { lambdaEndpoint: endpoint }, concurrency },
    },
  });
  return fired.then((run) => ({ ...run, logs }));
}

test('10 held for 200 ms each: every service time is 200 ms at least, sent on connections that were there, each with its own answer and log', async () => {
  await using api = await serveInvocations((...call) => setTimeout(() => answer(...call), 200));
  const { samples, logs } = await invoke(api.endpoint, burst(10));
  expect(api.counts().invocations).toBe(10);
  expect(new Set(samples.map(({ requestId }) => requestId))).toEqual(
    new Set(Array.from({ length: 10 }, (_, n) => `r-${n + 1}`)),
  );
  for (const {
    identity,
    requestId,
    intendedAtMs,
    sentAtMs = 0,
    firstByteAtMs = 0,
    completedAtMs,
    connection,
  } of samples) {
    expect(`r-${identity?.instanceId.slice(2)}`).toBe(requestId);
    expect(connection).toBe('reused');
    expect(sentAtMs).toBeGreaterThanOrEqual(intendedAtMs);
    // A timer of Node may be 1 ms early.
    expect(firstByteAtMs - sentAtMs).toBeGreaterThanOrEqual(199);
    expect(completedAtMs).toBeGreaterThanOrEqual(firstByteAtMs);
  }
  expect(logs.sort()).toEqual(samples.map(({ requestId }) => `log of ${requestId?.slice(2)}`).sort());
});

test('a cold burst opens a connection for each of 5, and says when it was there', async () => {
  await using api = await serveInvocations(answer);
  const { samples } = await invoke(api.endpoint, burst(5, { connections: 'cold' }));
  expect(api.counts()).toEqual({ invocations: 5, connections: 5 });
  for (const { connection, intendedAtMs, connectedAtMs = 0, sentAtMs = 0 } of samples) {
    expect(connection).toBe('new');
    expect(connectedAtMs).toBeGreaterThan(intendedAtMs);
    expect(sentAtMs).toBe(connectedAtMs);
  }
});

test('a warm burst of 300 opens its 300 connections at most 128 at once, and warns of nothing', async () => {
  const warnings: string[] = [];
  const warned = ({ message }: Error) => warnings.push(message);
  process.on('warning', warned);
  const held: (() => void)[] = [];
  let mostHeld = 0;
  let quiet: NodeJS.Timeout | undefined;
  await using api = await serveInvocations(answer, (response) => {
    held.push(() => response.writeHead(404).end());
    mostHeld = Math.max(mostHeld, held.length);
    // Nobody is answered until no more come.
    clearTimeout(quiet);
    quiet = setTimeout(() => held.splice(0).map((respond) => respond()), 300);
  });
  const { kinds, samples } = await invoke(api.endpoint, burst(300), { concurrency: 300, maxSockets: 300 });
  process.off('warning', warned);
  expect([kinds, api.counts().connections, mostHeld, warnings]).toEqual([{ answered: 300 }, 300, 128, []]);
  expect(samples.every(({ connection }) => connection === 'reused')).toBe(true);
});

test('4 calls one after another share one connection', async () => {
  await using api = await serveInvocations(answer);
  await invoke(api.endpoint, sequential(4));
  expect(api.counts()).toEqual({ invocations: 4, connections: 1 });
});

test('of 6 with 2 places the last two are sent 400 ms late, which is no service time', async () => {
  await using api = await serveInvocations((...call) => setTimeout(() => answer(...call), 200));
  const { samples } = await invoke(api.endpoint, burst(6), { concurrency: 2 });
  const calls = samples.map(({ sentAtMs = 0, ...sample }) => ({ ...sample, sentAtMs }));
  calls.sort((a, b) => a.sentAtMs - b.sentAtMs);
  const lags = calls.map(({ sentAtMs, intendedAtMs }) => sentAtMs - intendedAtMs);
  // Three rounds of two: at once, after 200 ms, after 400 ms.
  expect(lags.slice(2).every((lag) => lag >= 198)).toBe(true);
  expect(lags.slice(4).every((lag) => lag >= 398)).toBe(true);
  const inFlight = calls.map(({ sentAtMs }) => openAt(calls, sentAtMs));
  expect(inFlight.slice(0, 2)).toEqual([1, 2]);
  expect(Math.max(...inFlight)).toBe(2);
});

const openAt = (calls: readonly { sentAtMs: number; completedAtMs: number }[], atMs: number): number =>
  calls.filter(({ sentAtMs, completedAtMs }) => sentAtMs <= atMs && atMs < completedAtMs).length;

const refusal =
  (status: number, name: string): Script =>
  (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name, 'retry-after': '7' })
      .end('{"Message":"no"}');

test.each<[string, Script, object]>([
  ['a throttle', refusal(429, 'TooManyRequestsException'), { kind: 'throttled', status: 429, retryAfterMs: 7000 }],
  ['a refusal', refusal(403, 'AccessDeniedException'), { kind: 'http-error', status: 403 }],
  ['an error of AWS', refusal(500, 'ServiceException'), { kind: 'http-error', status: 500 }],
  [
    'a function that failed',
    (_request, response) =>
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{"errorType":"Runtime.ExitError"}'),
    { kind: 'http-error', status: 502, message: 'function error: Runtime.ExitError' },
  ],
  ['a connection that ends', (request) => request.socket.destroy(), { kind: 'reset' }],
  ['no answer', () => {}, { kind: 'timed-out' }],
])('%s is what it is, for each of 3, and is not tried again', async (_name, script, outcome) => {
  await using api = await serveInvocations(script);
  const { samples } = await invoke(api.endpoint, burst(3), { timeoutMs: 500 });
  expect(samples.map((sample) => sample.outcome)).toEqual([1, 2, 3].map(() => expect.objectContaining(outcome)));
  expect(api.counts().invocations).toBe(3);
});

test('nobody there: refused, each of 3', async () => {
  const api = await serveInvocations(answer);
  await api[Symbol.asyncDispose]();
  const { kinds } = await invoke(api.endpoint, burst(3));
  expect(kinds).toEqual({ refused: 3 });
});

test('stopped in the middle: what is on its way is interrupted, and counted', async () => {
  const stop = new AbortController();
  let arrived = 0;
  await using api = await serveInvocations(() => {
    arrived += 1;
    if (arrived === 4) stop.abort();
  });
  const fired = fire(api.endpoint, burst(4), {
    signal: stop.signal,
    delivery: {
      ...{ kind: 'invoke', region: 'us-east-1', functionName: 'fn', tail: true, maxSockets: 100 },
      ...{ access: { lambdaEndpoint: api.endpoint }, concurrency: 100 },
    },
  });
  expect((await fired).kinds).toEqual({ interrupted: 4 });
});
