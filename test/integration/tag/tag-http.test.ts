import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createInstance, type Instance } from '../../../targets/tag/call.ts';
import { rollcallOf } from '../../../targets/tag/node.ts';
import { earlyMeters, metersIn, TaggedServer, wholeMeters } from './tagged-server.ts';

const start = (listener: RequestListener, instance: Instance = createInstance('the-one', false)) =>
  TaggedServer.start(createServer(rollcallOf(instance)(listener)));

const ours = (name: string) => name.toLowerCase().startsWith('rollcall-');

/** Names and values in turn, as they are on the wire. */
async function rawAnswer(port: number, method = 'GET') {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    httpRequest({ port, method, agent: false }, resolve).on('error', reject).end();
  });
  const { rawHeaders, statusCode, statusMessage } = response;
  const pairs = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]] as const] : []));
  const body = await text(response);
  return {
    statusCode,
    statusMessage,
    body,
    theirs: pairs.filter(([name]) => !ours(name)),
    ours: pairs.filter(([name]) => ours(name)),
  };
}

describe('the head', () => {
  const ways: [string, RequestListener][] = [
    ['end alone', (_, response) => void response.end('x')],
    ['setHeader', (_, response) => void response.setHeader('X-Mine', ['1', '2']).end('x')],
    ['writeHead(status)', (_, response) => void response.writeHead(203).end('x')],
    ['writeHead with a message', (_, response) => void response.writeHead(203, 'So It Is').end('x')],
    ['writeHead with an object', (_, response) => void response.writeHead(200, { 'X-Mine': '1' }).end('x')],
    [
      'writeHead with message and object',
      (_, response) => void response.writeHead(203, 'So', { 'X-Mine': '1' }).end('x'),
    ],
    ['writeHead with a list', (_, response) => void response.writeHead(200, ['X-Mine', '1', 'X-Mine', '2']).end('x')],
    ['writeHead with an empty list', (_, response) => void response.writeHead(200, []).end('x')],
    [
      'writeHead with pairs',
      (_, response) =>
        void response
          .writeHead(200, [
            ['X-Mine', '1'],
            ['X-Mine', '2'],
          ] as never)
          .end('x'),
    ],
    [
      'setHeader, then a list',
      (_, response) => void response.setHeader('A', '0').writeHead(200, ['A', '1', 'B', '2']).end('x'),
    ],
    ['a length', (_, response) => void response.writeHead(200, { 'Content-Length': 1 }).end('x')],
    ['an empty body', (_, response) => void response.writeHead(204).end()],
    ['not modified', (_, response) => void response.writeHead(304, { ETag: '"1"' }).end()],
    ['statusMessage', (_, response) => void Object.assign(response, { statusMessage: 'Mine' }).end('x')],
  ];

  it.each(ways)(
    '%s: all that the handler says is on the wire as without us, and all facts besides',
    async (_, listener) => {
      await using plain = await TaggedServer.start(listener);
      await using tagged = await start(listener);
      for (const method of ['GET', 'HEAD']) {
        const [expected, answer] = [await rawAnswer(plain.port, method), await rawAnswer(tagged.port, method)];
        const undated = (pairs: typeof answer.theirs) => pairs.filter(([name]) => name !== 'Date');
        expect({ ...answer, ours: [], theirs: undated(answer.theirs) }).toEqual({
          ...expected,
          theirs: undated(expected.theirs),
        });
        expect(answer.ours).toHaveLength(9);
      }
    },
  );

  it('flushed ahead of the body it says who answers, and what it took is absent', async () => {
    await using server = await start((_, response) => {
      response.flushHeaders();
      response.end('x');
    });
    expect(metersIn(await server.call('/'))).toEqual(earlyMeters);
  });

  it('is sent when the handler says so: headersSent, and no header after it', async () => {
    const seen: unknown[] = [];
    await using server = await start((_, response) => {
      response.writeHead(200);
      seen.push(response.headersSent);
      try {
        response.setHeader('late', '1');
      } catch (error) {
        seen.push((error as NodeJS.ErrnoException).code);
      }
      response.end('x');
    });
    expect(metersIn(await server.call('/'))).toEqual(wholeMeters);
    expect(seen).toEqual([true, 'ERR_HTTP_HEADERS_SENT']);
  });
});

it('an answer that is ended twice is one answer, and its call is ended once', async () => {
  const instance = createInstance('the-one', false);
  await using server = await start((_, response) => void response.end('x').end(), instance);
  const answers = [await server.call('/'), await server.call('/')];
  expect(answers.map(({ text, identity }) => [text, identity?.invocationId])).toEqual([
    ['x', 1],
    ['x', 2],
  ]);
  expect(instance.inFlight).toBe(0);
});

it('a call is over with its answer, however long its client takes to read that', async () => {
  const instance = createInstance('the-one', false);
  const inFlight: number[] = [];
  await using server = await start((_, response) => {
    inFlight.push(instance.inFlight);
    response.end('x'.repeat(1000));
    inFlight.push(instance.inFlight);
  }, instance);
  await server.call('/');
  expect(inFlight).toEqual([1, 0]);
});

it('the first call of a server that its request has started is a cold start; of one that cannot know, it is absent', async () => {
  const answer = (_: unknown, response: import('node:http').ServerResponse) => void response.end();
  await using started = await start(answer, createInstance('a', true));
  await using unknown = await start(answer, createInstance('b', undefined));
  const coldStarts = [];
  for (const server of [started, started, unknown, unknown]) {
    coldStarts.push((await server.call('/')).identity?.coldStart);
  }
  expect(coldStarts).toEqual([true, false, undefined, false]);
});

it('wrapped and as a middleware as well, a request counts once', async () => {
  const instance = createInstance('the-one', false);
  const middleware = rollcallOf(instance)();
  await using server = await start(
    (request, response) => middleware(request, response, () => void response.end()),
    instance,
  );
  await server.call('/');
  const second = await server.call('/');
  expect([second.identity?.invocationId, second.meters.inFlight]).toEqual([2, 1]);
});

it('a client that goes before its answer is no longer in flight', async () => {
  const instance = createInstance('the-one', false);
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await using server = await start((request, response) => (request.url === '/' ? response.end() : arrived()), instance);
  const socket = connect(server.port, '127.0.0.1').on('error', () => {});
  socket.write('GET /never HTTP/1.1\r\nHost: a\r\n\r\n');
  await arrival;
  expect((await server.call('/')).meters).toMatchObject({ inFlight: 2, cpuScope: 'section' });
  socket.destroy();
  await expect.poll(() => instance.inFlight).toBe(0);
  expect((await server.call('/')).meters).toMatchObject({ inFlight: 1, cpuScope: 'call' });
});

it('an upgraded connection is not ours', async () => {
  const instance = createInstance('the-one', false);
  const server = createServer(rollcallOf(instance)((_, response) => void response.end()));
  server.on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: mine\r\nConnection: Upgrade\r\n\r\nhi'),
  );
  await using started = await TaggedServer.start(server);
  const socket = connect(started.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: mine\r\n\r\n');
  expect(await text(socket)).toBe('HTTP/1.1 101 Switching Protocols\r\nUpgrade: mine\r\nConnection: Upgrade\r\n\r\nhi');
  expect(instance.calls).toBe(0);
});
