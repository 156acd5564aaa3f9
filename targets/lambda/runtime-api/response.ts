import type { IncomingMessage } from 'node:http';
import { readBody } from '../../app/read-body.ts';
import { type Failure, tooLargeAnswer } from '../invoke.ts';
import { type Exchange, errorTypeIn, metersOf, payloadLimitBytes, refuse, reply } from './exchange.ts';
import type { AnswerSink } from './runtime.ts';

/** POST /2018-06-01/runtime/invocation/{id}/response: the function's answer, whole or piece by piece. */
export async function response(exchange: Exchange): Promise<void> {
  const mode = exchange.request.headers['lambda-runtime-function-response-mode'];
  if (mode === undefined) await whole(exchange);
  else if (typeof mode === 'string' && mode.toLowerCase() === 'streaming') await inPieces(exchange);
  else await inNoMode(exchange);
}

async function whole({ runtime, requestId, request, response }: Exchange): Promise<void> {
  const payload = await readBody(request, payloadLimitBytes);
  const meters = metersOf(request);
  if (payload === 'broken-off') {
    runtime.brokeOff(requestId);
  } else if (payload === 'too-large') {
    refuse(response, runtime.fail(requestId, tooLargeAnswer(payloadLimitBytes), meters) ?? 'too-large');
  } else {
    reply(response, runtime.respond(requestId, { payload, contentType: contentTypeOf(request) }, meters));
  }
}

async function inPieces({ runtime, requestId, request, response }: Exchange): Promise<void> {
  const sink = runtime.stream(requestId, contentTypeOf(request));
  if (typeof sink === 'string') {
    await readBody(request, 0);
    refuse(response, sink);
    return;
  }
  if (await copied(request, sink)) {
    sink.end(failureIn(request), metersOf(request));
    reply(response, undefined);
  } else {
    sink.breakOff();
  }
}

async function copied(request: IncomingMessage, sink: AnswerSink): Promise<boolean> {
  try {
    for await (const piece of request) await sink.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return false;
    throw error;
  }
  return request.complete;
}

/** As the service does, the invocation fails too: its runtime speaks another protocol. */
async function inNoMode({ runtime, requestId, request, response }: Exchange): Promise<void> {
  await readBody(request, 0);
  const errorType = 'Runtime.InvalidResponseModeHeader';
  const failure: Failure = { kind: 'error', errorType, body: Buffer.from(JSON.stringify({ errorType })) };
  refuse(response, runtime.fail(requestId, failure, metersOf(request)) ?? 'invalid-mode');
}

const contentTypeOf = ({ headers }: IncomingMessage): string => headers['content-type'] ?? 'application/octet-stream';

function failureIn({ trailers }: IncomingMessage): Failure | undefined {
  const type = trailers['lambda-runtime-function-error-type'];
  if (type === undefined) return undefined;
  const body = trailers['lambda-runtime-function-error-body'] ?? '';
  return { kind: 'error', errorType: errorTypeIn(type), body: jsonIn(body) };
}

/** Amazon's runtimes write the body in base64, which has no brace; a plain one is taken as it is. */
const jsonIn = (text: string): Buffer => Buffer.from(text, text.startsWith('{') ? 'utf8' : 'base64');
