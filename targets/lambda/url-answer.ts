import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from '../../src/model/http-answer.ts';
import type { ThrottleReason } from '../../src/model/lambda.ts';
import { answerWithPrelude, hasPrelude, PreludeReader } from './http-prelude.ts';
import type { InvokeResult, StreamedAnswer } from './invoke.ts';

export type InvokeMode = 'BUFFERED' | 'RESPONSE_STREAM';

/** The answer of a function URL to what became of an invocation. Resolves when all of it has been written. */
export async function sendResult(response: ServerResponse, result: InvokeResult, mode: InvokeMode): Promise<void> {
  if (result.kind === 'throttled') sendThrottle(response, result);
  else if (result.kind === 'function-error') sendFailure(response);
  else if (result.kind === 'streamed') await sendStream(response, result);
  else if (mode === 'RESPONSE_STREAM') sendAnswer(response, () => plainAnswer(result.payload, result.contentType));
  else sendAnswer(response, () => bufferedAnswer(result.payload, result.contentType));
}

/** What was set before, the request id among it, wins over the function's own headers. */
export function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): void {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...response.getHeaders(), ...length });
  response.end(body);
}

export const json = { 'content-type': 'application/json' };

function sendThrottle(response: ServerResponse, { reason = defaultReason, retryAfterS = 1 }: Throttled): void {
  const body = JSON.stringify({ Reason: reason, Type: 'User', message: 'Rate Exceeded.' });
  send(response, 429, { ...json, 'Retry-After': String(retryAfterS) }, body);
}

type Throttled = Extract<InvokeResult, { kind: 'throttled' }>;

const defaultReason: ThrottleReason = 'ReservedFunctionConcurrentInvocationLimitExceeded';

/** Lambda does not tell the outside what went wrong inside. */
const sendFailure = (response: ServerResponse): void =>
  send(response, 502, { 'content-type': 'text/plain' }, 'Internal Server Error');

function sendAnswer(response: ServerResponse, answerOf: () => HttpAnswer): void {
  const answer = sane(answerOf);
  if (answer === undefined) sendFailure(response);
  else send(response, answer.statusCode, headersOf(answer), answer.body);
}

const headersOf = ({ headers, cookies }: HttpAnswer): OutgoingHttpHeaders =>
  cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies };

const bufferedAnswer = (payload: Buffer, contentType = ''): HttpAnswer =>
  hasPrelude(contentType) ? answerWithPrelude(payload) : toHttpAnswer(JSON.parse(payload.toString()), payload);

/** Under RESPONSE_STREAM nothing is inferred: without a prelude, what the function answered is the body. */
const plainAnswer = (payload: Buffer, contentType = 'application/octet-stream'): HttpAnswer =>
  hasPrelude(contentType)
    ? answerWithPrelude(payload)
    : { statusCode: 200, headers: { 'content-type': contentType }, cookies: [], body: payload };

/** Undefined if it is no answer. An informational status would leave the client waiting for the real one. */
function sane<A extends Pick<HttpAnswer, 'statusCode'>>(answerOf: () => A | undefined): A | undefined {
  try {
    const answer = answerOf();
    return answer !== undefined && answer.statusCode < 200 ? undefined : answer;
  } catch (error) {
    if (error instanceof MalformedAnswerError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A client that has gone holds the function up no longer. An answer that breaks off inside breaks off outside. */
async function sendStream(response: ServerResponse, { contentType, chunks, ended }: StreamedAnswer): Promise<void> {
  response.once('close', () => chunks.destroy());
  const begun = await beginStream(response, contentType, chunks);
  if (!begun) {
    sendFailure(response);
    return;
  }
  if ((await ended).error === undefined) response.end();
  else response.destroy();
}

/** Writes the answer as it comes. False if it ended before there was a status to write. */
async function beginStream(
  response: ServerResponse,
  contentType: string,
  chunks: StreamedAnswer['chunks'],
): Promise<boolean> {
  const reader = hasPrelude(contentType) ? new PreludeReader() : undefined;
  try {
    for await (const chunk of chunks) {
      const piece = response.headersSent ? chunk : headed(response, reader, contentType, chunk);
      if (piece === 'malformed') return false;
      if (piece !== undefined) await written(response, piece);
    }
  } catch (error) {
    // `chunks` was destroyed, by the client's end.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return response.headersSent || response.destroyed;
}

/** Writes status and headers as soon as they are known, and gives what of the body has come with them. */
function headed(
  response: ServerResponse,
  reader: PreludeReader | undefined,
  contentType: string,
  chunk: Buffer,
): Buffer | 'malformed' | undefined {
  let isWaiting = false;
  const answer = sane(() => {
    if (reader === undefined) return plainAnswer(chunk, contentType);
    const read = reader.add(chunk);
    isWaiting = read === undefined;
    return read;
  });
  if (answer === undefined) return isWaiting ? undefined : 'malformed';
  response.writeHead(answer.statusCode, { ...headersOf(answer), ...response.getHeaders() });
  response.flushHeaders();
  return answer.body;
}

async function written(response: ServerResponse, piece: Buffer): Promise<void> {
  if (piece.length === 0 || response.destroyed || response.write(piece)) return;
  await new Promise<void>((resolve) => {
    response.once('drain', resolve).once('close', resolve);
  });
}
