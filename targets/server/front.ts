import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type HttpAnswer, toHttpAnswer } from '../../src/model/http-answer.ts';
import { toHttpEvent } from '../../src/model/http-event.ts';
import { pingPath, platformHeadersOf } from '../../src/model/identity.ts';
import type { Handler } from '../app/load-handler.cts';
import { readBody } from '../app/read-body.ts';
import { receivedRequest } from '../app/received-request.ts';
import { messageOf } from '../program.ts';
import { writeAnswerHead } from './answer-head.ts';
import { handlerContext } from './handler-context.ts';
import { isStreaming, streamAnswer } from './streamed-answer.ts';

/** As at a function URL. */
const bodyLimitBytes = 6 * 2 ** 20;

/**
 * An HTTP server around a handler of events. `identifies`: its answers name this process, in `platformHeaders`. It was there before
 * any request: no answer is a cold start.
 */
export function createFront(handler: Handler, { identifies = false }: { readonly identifies?: boolean } = {}): Server {
  const identity = identifies
    ? Object.entries(platformHeadersOf({ environmentId: randomUUID(), coldStart: false }))
    : [];
  // A connection is closed by the client only: one that we closed could meet its next request on the way.
  return createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    for (const [name, value] of identity) response.setHeader(name, value);
    if (request.url === pingPath) response.writeHead(204).end();
    else void answer(handler, request, response);
  });
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request, bodyLimitBytes);
  if (body === 'broken-off') return;
  if (body === 'too-large') send(response, errorAnswer(413, 'RequestEntityTooLarge', 'the request is beyond 6 MB'));
  else if (isStreaming(handler)) await stream(handler, request, response, body);
  else send(response, await answerOf(handler, request, body));
}

/** An answer that fails after its status has gone out is broken off, as at a function URL. */
async function stream(handler: Handler, request: IncomingMessage, response: ServerResponse, body: Buffer) {
  const requestId = randomUUID();
  const event = toHttpEvent(receivedRequest(request, body, requestId));
  try {
    await streamAnswer(handler, { event, context: handlerContext(requestId), response });
  } catch (error) {
    console.error(error);
    if (response.headersSent) response.destroy();
    else send(response, failureOf(error));
  }
}

async function answerOf(handler: Handler, request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
  const requestId = randomUUID();
  const event = toHttpEvent(receivedRequest(request, body, requestId));
  try {
    return toHttpAnswer(await handler(event, handlerContext(requestId)));
  } catch (error) {
    console.error(error);
    return failureOf(error);
  }
}

const failureOf = (error: unknown): HttpAnswer =>
  errorAnswer(500, error instanceof Error ? error.name : typeof error, messageOf(error));

const errorAnswer = (statusCode: number, errorType: string, errorMessage: string): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ errorType, errorMessage })),
});

function send(response: ServerResponse, answer: HttpAnswer): void {
  writeAnswerHead(response, answer, bodiless(answer.statusCode) ? undefined : answer.body.length);
  response.end(answer.body);
}

/** RFC 9110, 8.6: no Content-Length with these. */
const bodiless = (statusCode: number): boolean => statusCode < 200 || statusCode === 204 || statusCode === 304;
