import { createServer, type RequestListener, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { streamText } from 'hono/streaming';
import { describe, expect, it } from 'vitest';
import { createInstance } from '../../../targets/tag/call.ts';
import { type Rollcall, rollcallOf } from '../../../targets/tag/node.ts';
import { earlyMeters, metersIn, TaggedServer, wholeMeters } from './tagged-server.ts';

/** Resolves for the n-th that waits, and for all before it. */
function meeting(size: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === size) open();
    return opened;
  };
}

async function* pieces() {
  for (const piece of ['one ', 'two ', 'three']) {
    yield piece;
    await sleep(20);
  }
}

type Meet = () => Promise<void>;

/** The same five answers in each framework, as its users write them. */
const apps: Readonly<Record<string, (rollcall: Rollcall, meet: Meet) => RequestListener | Server | Promise<Server>>> = {
  'node:http': (rollcall, meet) =>
    createServer(
      rollcall(async (request, response) => {
        if (request.url === '/stream') {
          response.writeHead(200, { 'x-mine': '1', 'content-type': 'text/plain' });
          for await (const piece of pieces()) response.write(piece);
          return response.end();
        }
        if (request.url === '/meet') await meet();
        const status = { '/throws': 500, '/missing': 404 }[request.url ?? ''] ?? 200;
        return response.writeHead(status, { 'x-mine': '1' }).end('{"a":1}');
      }),
    ),
  'Express 5': (rollcall, meet) => {
    const app = express();
    app.use(rollcall());
    app.get('/json', (_, response) => response.set('x-mine', '1').json({ a: 1 }));
    app.get('/meet', async (_, response) => {
      await meet();
      response.set('x-mine', '1').json({ a: 1 });
    });
    app.get('/throws', async () => {
      await sleep(1);
      throw new Error('mine');
    });
    app.get('/stream', async (_, response) => {
      response.set({ 'x-mine': '1', 'content-type': 'text/plain' });
      for await (const piece of pieces()) response.write(piece);
      response.end();
    });
    app.use(((_error, _request, response, _next) => {
      response.status(500).set('x-mine', '1').send('{"a":1}');
    }) satisfies express.ErrorRequestHandler);
    return app;
  },
  'Fastify 5': async (rollcall, meet) => {
    const app = fastify();
    app.register(rollcall.fastify());
    app.get('/json', (_, reply) => reply.header('x-mine', '1').send({ a: 1 }));
    app.get('/meet', async (_, reply) => {
      await meet();
      return reply.header('x-mine', '1').send({ a: 1 });
    });
    app.get('/throws', async () => {
      throw new Error('mine');
    });
    app.get('/stream', (_, reply) =>
      reply.headers({ 'x-mine': '1', 'content-type': 'text/plain' }).send(Readable.from(pieces())),
    );
    await app.ready();
    return app.server;
  },
  'Hono 4': (rollcall, meet) => {
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.use(rollcall.hono());
    app.get('/json', (c) => c.json({ a: 1 }, 200, { 'x-mine': '1' }));
    app.get('/meet', async (c) => {
      await meet();
      return c.json({ a: 1 }, 200, { 'x-mine': '1' });
    });
    app.get('/throws', () => {
      throw new Error('mine');
    });
    app.get('/stream', (c) => {
      c.header('x-mine', '1');
      return streamText(c, async (stream) => {
        for await (const piece of pieces()) await stream.write(piece);
      });
    });
    app.onError((_, c) => c.text('{"a":1}', 500, { 'x-mine': '1' }));
    return getRequestListener(app.fetch);
  },
};

describe.each(Object.keys(apps))('%s', (name) => {
  const start = async (meet: Meet = async () => {}) => {
    const rollcall = rollcallOf(createInstance('the-one', false));
    const app = await apps[name]?.(rollcall, meet);
    if (app === undefined) throw new Error(name);
    return TaggedServer.start(app);
  };

  it('an answer keeps its status, headers and body, and says who gave it and what that took', async () => {
    await using server = await start();
    const answer = await server.call('/json');
    expect([answer.status, answer.headers.get('x-mine'), answer.text]).toEqual([200, '1', '{"a":1}']);
    expect(answer.identity).toEqual({ instanceId: 'the-one', invocationId: 1, coldStart: false });
    expect(metersIn(answer)).toEqual(wholeMeters);
    expect(answer.meters).toMatchObject({ cpuScope: 'call', inFlight: 1 });
    expect(answer.meters.initMs).toBeGreaterThan(0);
  });

  it('a call that fails, and one that leads nowhere, are counted, and their answers say so: calls 1, 2 and 3', async () => {
    await using server = await start();
    const answers = [await server.call('/throws'), await server.call('/missing'), await server.call('/json')];
    expect(answers.map(({ status }) => status)).toEqual([500, 404, 200]);
    expect(answers.map(({ identity }) => identity?.invocationId)).toEqual([1, 2, 3]);
    expect(answers.map(metersIn)).toEqual([wholeMeters, wholeMeters, wholeMeters]);
    expect(answers.map(({ meters }) => meters.inFlight)).toEqual([1, 1, 1]);
  });

  it('a streamed answer comes piece by piece and says who gave it; what it takes is not known yet, so absent', async () => {
    await using server = await start();
    const answer = await server.call('/stream');
    expect([answer.text, answer.headers.get('x-mine')]).toEqual(['one two three', '1']);
    expect(answer.pieces).toBeGreaterThan(1);
    expect(answer.identity).toEqual({ instanceId: 'the-one', invocationId: 1, coldStart: false });
    expect(metersIn(answer)).toEqual(earlyMeters);
    // It has ended: the next one is alone.
    expect((await server.call('/json')).meters).toMatchObject({ inFlight: 1, cpuScope: 'call' });
  });

  it('20 calls at once are calls 1 to 20 of one instance, each with its own number in flight, and share its CPU', async () => {
    await using server = await start(meeting(20));
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.call('/meet')));
    const upTo20 = Array.from({ length: 20 }, (_, i) => i + 1);
    const sorted = (numbers: (number | undefined)[]) => numbers.sort((a = 0, b = 0) => a - b);
    expect(sorted(answers.map(({ identity }) => identity?.invocationId))).toEqual(upTo20);
    expect(sorted(answers.map(({ meters }) => meters.inFlight))).toEqual(upTo20);
    expect(new Set(answers.map(({ identity }) => identity?.instanceId))).toEqual(new Set(['the-one']));
    expect(new Set(answers.map(({ meters }) => meters.cpuScope))).toEqual(new Set(['section']));
    expect((await server.call('/json')).meters).toMatchObject({ inFlight: 1, cpuScope: 'call' });
  });
});
