import { createServer, IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  Callback,
  Context,
  Handler,
  SQSHandler,
  StreamifyHandler,
} from 'aws-lambda';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { expectTypeOf, it } from 'vitest';
import { rollcall as tagged } from '../../../../targets/tag/lambda.ts';
import { rollcall } from '../../../../targets/tag/node.ts';

// What these claim, the type check proves; run, they show that wrapping alone needs no server.

it('a wrapped Lambda handler keeps its type', () => {
  const typed: APIGatewayProxyHandlerV2<{ a: number }> = async () => ({ a: 1 });
  expectTypeOf(tagged(typed)).toEqualTypeOf<APIGatewayProxyHandlerV2<{ a: number }>>();
  const queue: SQSHandler = async () => ({ batchItemFailures: [] });
  expectTypeOf(tagged(queue)).toEqualTypeOf<SQSHandler>();
  const own = async (event: { n: number }) => event.n;
  expectTypeOf(tagged(own)).toEqualTypeOf<(event: { n: number }) => Promise<number>>();
});

it('a handler written in place has its parameters from the type that is asked of it', () => {
  const handler: APIGatewayProxyHandlerV2 = tagged(async (event, context) => {
    expectTypeOf(event).toEqualTypeOf<APIGatewayProxyEventV2>();
    expectTypeOf(context).toEqualTypeOf<Context>();
    return { statusCode: 200, body: event.rawPath };
  });
  const calling: Handler<{ n: number }, string> = tagged((event, _context, callback) => {
    expectTypeOf(event).toEqualTypeOf<{ n: number }>();
    expectTypeOf(callback).toEqualTypeOf<Callback<string>>();
    callback(null, String(event.n));
  });
  const streaming: StreamifyHandler<APIGatewayProxyEventV2, void> = tagged(async (event, stream) => {
    stream.setContentType('text/plain');
    stream.end(event.rawPath);
  });
  expectTypeOf([handler, calling, streaming]).toBeArray();
});

it('the wrapper of a listener gives a listener, with its own request and response', () => {
  createServer(
    rollcall((request, response) => {
      expectTypeOf(request).toEqualTypeOf<IncomingMessage>();
      response.end(request.url);
    }),
  );
  const listener = rollcall(async (_: IncomingMessage, response: ServerResponse) => response.end());
  expectTypeOf(listener).parameter(0).toEqualTypeOf<IncomingMessage>();
  class Mine extends IncomingMessage {}
  createServer(
    { IncomingMessage: Mine },
    rollcall((_: Mine, response: ServerResponse) => response.end()),
  );
  createServer(rollcall(express()));
});

it('Express, Fastify and Hono take what is made for them, as they are typed', async () => {
  express().use(rollcall());
  express.Router().use('/api', rollcall());
  const app = fastify();
  app.register(rollcall.fastify());
  await app.close();
  new Hono().use(rollcall.hono());
  new Hono<{ Bindings: HttpBindings }>().use('/api/*', rollcall.hono());
});
