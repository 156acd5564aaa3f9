import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { totalmem } from 'node:os';
import { type HttpAnswer, isBodiless, MalformedAnswerError, toHttpAnswer } from '../../src/model/http/answer.ts';
import { toHttpEvent } from '../../src/model/http/event.ts';
import type { AnswerFormat, MadeEvent, NoEvent } from '../../src/model/http/event-format.ts';
import type { HttpRequest } from '../../src/model/http/request.ts';
import { traceIdOf } from '../../src/model/http/trace-id.ts';
import { pingPath, platformHeadersOf } from '../../src/model/identity.ts';
import type { Handler, HandlerContext } from '../app/load-handler.cts';
import { readBody } from '../app/read-body.ts';
import { receivedRequest } from '../app/received-request.ts';
import { clientCloses } from '../listen.ts';
import { messageOf } from '../program.ts';
import { writeAnswerHead } from './answer-head.ts';
import { isStreaming, streamAnswer } from './streamed-answer.ts';

export interface Events {
  readonly mostRequestBytes: number;
  eventOf(request: HttpRequest): MadeEvent | NoEvent;
  /** @throws {MalformedAnswerError} */
  answerOf(result: unknown, format: AnswerFormat): HttpAnswer;
}

const functionUrlEvents: Events = {
  mostRequestBytes: 6 * 2 ** 20,
  eventOf: (request) => ({ event: toHttpEvent(request), format: '2.0' }),
  answerOf: (result) => toHttpAnswer(result),
};

interface FrontOptions {
  /** Absent: those of a function URL. */
  readonly events?: Events;
  /** Answers name this process, in `platformHeaders`. It was there before any request: no answer is a cold start. */
  readonly identifies?: boolean;
  guard?(listener: RequestListener): RequestListener;
}

export function createFront(handler: Handler, options: FrontOptions = {}): Server {
  const { events = functionUrlEvents, identifies = false, guard = (listener) => listener } = options;
  const front = { handler, events };
  const identity = identifies
    ? Object.entries(platformHeadersOf({ environmentId: randomUUID(), coldStart: false }))
    : [];
  const listener: RequestListener = (request, response) => {
    for (const [name, value] of identity) response.setHeader(name, value);
    if (request.url === pingPath) response.writeHead(204).end();
    else void answer(front, request, response);
  };
  return createServer(clientCloses, guard(listener));
}

interface Front {
  readonly handler: Handler;
  readonly events: Events;
}

async function answer(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { mostRequestBytes } = front.events;
  const body = await readBody(request, mostRequestBytes);
  if (body === 'broken-off') return;
  const tooLarge = `the request is beyond ${mostRequestBytes / 2 ** 20} MB`;
  if (body === 'too-large') return send(response, errorAnswer(413, 'RequestEntityTooLarge', tooLarge));
  const requestId = randomUUID();
  const traceId = traceIdOf(request.headers['x-amzn-trace-id'], Date.now());
  const made = front.events.eventOf(receivedRequest(request, body, { requestId, traceId }));
  if ('status' in made) response.writeHead(made.status, made.headers).end(made.body);
  else if (isStreaming(front.handler)) await stream(front, made.event, requestId, response);
  else send(response, await answerOf(front, made, requestId));
}

/** An answer that fails after its status has gone out is broken off, as at a function URL. */
async function stream({ handler }: Front, event: unknown, requestId: string, response: ServerResponse): Promise<void> {
  try {
    await streamAnswer(handler, { event, context: handlerContext(requestId), response });
  } catch (error) {
    if (response.headersSent) {
      console.error(error);
      response.destroy();
    } else send(response, failed(error, requestId));
  }
}

async function answerOf(
  { handler, events }: Front,
  { event, format }: MadeEvent,
  requestId: string,
): Promise<HttpAnswer> {
  try {
    return events.answerOf(await handler(event, handlerContext(requestId)), format);
  } catch (error) {
    return failed(error, requestId);
  }
}

/** What went wrong is on stderr. An answer that is not valid is what a function URL makes of it: a 502 that says nothing. */
function failed(error: unknown, requestId: string): HttpAnswer {
  if (!(error instanceof MalformedAnswerError)) {
    console.error(error);
    return failureOf(error);
  }
  console.error(`RequestId: ${requestId} Error: not a valid HTTP answer: ${error.message} (the caller got 502)`);
  return {
    ...{ statusCode: 502, headers: { 'content-type': 'text/plain' }, cookies: [] },
    body: Buffer.from('Internal Server Error'),
  };
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
  writeAnswerHead(response, answer, isBodiless(answer.statusCode) ? undefined : answer.body.length);
  response.end(answer.body);
}

/** A server has no timeout and no memory size of its own: a call may take for ever, and what the machine has. */
const handlerContext = (requestId: string): HandlerContext => ({
  awsRequestId: requestId,
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'server',
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  memoryLimitInMB: String(Math.floor(totalmem() / 2 ** 20)),
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY,
  callbackWaitsForEmptyEventLoop: false,
});
