import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { phaseSchema } from '../../../src/load/phases.ts';
import type { EngineSpec } from '../../../src/scenario/engines.ts';
import { fire } from '../firing.ts';
import { ok, serve } from '../scripted-server.ts';

const engines: readonly EngineSpec[] = [{ kind: 'socket' }, { kind: 'undici', http2: false }, { kind: 'autocannon' }];
const closed = phaseSchema.parse({ kind: 'closed', name: 'closed', connections: 1, requests: 3 });

interface Received {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Keeps requests as they come, read as UTF-8, and answers each with 204, which has no body. */
async function recorder() {
  const received: Received[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      const [line = '', ...lines] = bytes.toString('utf8', 0, Math.max(0, end)).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((text) => [text.split(': ')[0]?.toLowerCase(), text.split(': ')[1]]),
      );
      const length = end + 4 + Number(headers['content-length'] ?? 0);
      if (end === -1 || bytes.length < length) return;
      received.push({ line, headers, body: bytes.toString('utf8', end + 4, length) });
      bytes = bytes.subarray(length);
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

const without = (headers: Received['headers'], ...names: string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

test.each(engines)(
  '$kind: text of any script, a path with odd characters, a host of one’s own: 3 times as written',
  async (engine) => {
    await using server = await recorder();
    const headers = { Host: 'api.example', 'X-User': 'Zoë 名 😀' };
    const request = { method: 'POST', path: '/a/../{b}?x="1"#top', headers, body: 'ñ😀' };
    const { kinds } = await fire(`${server.url}/?k=v`, closed, { request, engine });
    expect(kinds).toEqual({ answered: 3 });
    expect(
      server.received.map(({ headers: sent, ...rest }) => ({ ...rest, headers: without(sent, 'connection') })),
    ).toEqual(
      Array(3).fill({
        line: 'POST /a/../{b}?x="1"&k=v HTTP/1.1',
        headers: {
          ...{ host: 'api.example', 'user-agent': 'rollcall', accept: '*/*' },
          ...{ 'x-user': 'Zoë 名 😀', 'content-length': '6' },
        },
        body: 'ñ😀',
      }),
    );
  },
);

test.each(engines)(
  '$kind: each method, with a body and without, over one connection, has the same framing',
  async (engine) => {
    await using server = await recorder();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const body of [undefined, 'abc'])
        await fire(server.url, closed, { request: { method, path: '/', headers: {}, body }, engine });
    const lengths = server.received.map(
      ({ line, headers, body }) => `${line.split(' ')[0]} ${headers['content-length']} ${body}`,
    );
    expect([...new Set(lengths)]).toEqual([
      ...['GET undefined ', 'GET 3 abc', 'POST 0 ', 'POST 3 abc', 'PUT 0 ', 'PUT 3 abc', 'PATCH 0 ', 'PATCH 3 abc'],
      ...['DELETE undefined ', 'DELETE 3 abc', 'OPTIONS undefined ', 'OPTIONS 3 abc'],
    ]);
    expect(server.received).toHaveLength(36);
    expect(server.received.filter(({ headers }) => headers['connection'] === 'close')).toEqual([]);
  },
);

test.each(engines)(
  '$kind: 3 answers to HEAD, with the length of a body that is not there, over one connection',
  async (engine) => {
    await using server = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'));
    const request = { method: 'HEAD', path: '/', headers: {} };
    expect((await fire(server.url, closed, { request, engine })).kinds).toEqual({ answered: 3 });
    expect(server.connections).toBe(1);
  },
);

test.each(engines)('$kind: over TLS a server name of one’s own is asked for, at an address too', async (engine) => {
  const names: unknown[] = [];
  await using server = await serve(
    (socket) => {
      names.push('servername' in socket && socket.servername);
      socket.write(ok);
    },
    { tls: true },
  );
  const tls = { rejectUnauthorized: false, serverName: 'api.example' };
  expect((await fire(server.url, closed, { engine, tls })).kinds).toEqual({ answered: 3 });
  expect(names).toEqual(['api.example', 'api.example', 'api.example']);
});
