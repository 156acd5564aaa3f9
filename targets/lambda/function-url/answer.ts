import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type HttpAnswer, isBodiless, MalformedAnswerError } from '../../../src/model/http/answer.ts';
import type { AnswerFormat } from '../../../src/model/http/event-format.ts';
import { readHttpAnswer } from '../../../src/model/http/read-answer.ts';
import type { ThrottleReason } from '../../../src/model/platform/lambda.ts';
import { sendChunks } from '../../http-endpoint.ts';
import type { InvokeResult, StreamedAnswer } from '../invoke.ts';
import { answerWithPrelude, hasPrelude, PreludeReader } from './prelude.ts';

export type InvokeMode = 'BUFFERED' | 'RESPONSE_STREAM';

export interface AnswerRules {
  readonly mode: InvokeMode;
  /** Of the event: how a buffered answer is read. */
  readonly format: AnswerFormat;
  /** The answer is none, and the client gets a 502. `reason` names the field and its value. */
  onRefused(reason: string): void;
}

/** The answer of a function URL to what became of an invocation. Resolves when all of it has been written. */
export async function sendResult(response: ServerResponse, result: InvokeResult, rules: AnswerRules): Promise<void> {
  try {
    if (result.kind === 'throttled') sendThrottle(response, result);
    else if (result.kind === 'function-error') sendFailure(response);
    else if (result.kind === 'streamed') await sendStream(response, result);
    else sendAnswer(response, answerOf(result, rules));
  } catch (error) {
    if (!(error instanceof MalformedAnswerError)) throw error;
    rules.onRefused(error.message);
    sendFailure(response);
  }
}

/** What was set before, the request id among it, wins over the function's own headers. */
export function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = '',
): void {
  const length = isBodiless(status) ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...withOwn(response, headers), ...length });
  response.end(isBodiless(status) ? undefined : body);
}

export const json = { 'content-type': 'application/json' };

/** Headers of cross-origin resource sharing are said beside the function's own. */
function withOwn(response: ServerResponse, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = { ...headers };
  for (const [name, own] of Object.entries(response.getHeaders())) {
    const both = /^(?:access-control-|vary$)/.test(name) && headers[name] !== undefined;
    all[name] = both ? [String(headers[name]), String(own)] : own;
  }
  return all;
}

function sendThrottle(response: ServerResponse, { reason = defaultReason, retryAfterS = 1 }: Throttled): void {
  const body = JSON.stringify({ Reason: reason, Type: 'User', message: 'Rate Exceeded.' });
  send(response, 429, { ...json, 'Retry-After': String(retryAfterS) }, body);
}

type Throttled = Extract<InvokeResult, { kind: 'throttled' }>;

const defaultReason: ThrottleReason = 'ReservedFunctionConcurrentInvocationLimitExceeded';

/** Lambda does not tell the outside what went wrong inside. */
const sendFailure = (response: ServerResponse): void =>
  send(response, 502, { 'content-type': 'text/plain' }, 'Internal Server Error');

function sendAnswer(response: ServerResponse, answer: HttpAnswer): void {
  // Empty: Node's own words for the status.
  response.statusMessage = answer.reason ?? '';
  send(response, answer.statusCode, headersOf(answer), answer.body);
}

const headersOf = ({ headers, cookies }: HttpAnswer): OutgoingHttpHeaders =>
  cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies };

function answerOf(
  { payload, contentType }: Extract<InvokeResult, { kind: 'answered' }>,
  { mode, format }: AnswerRules,
): HttpAnswer {
  if (hasPrelude(contentType ?? '')) return answerWithPrelude(payload);
  return mode === 'BUFFERED' ? readHttpAnswer(payload, format) : plainAnswer(payload, contentType);
}

/** Under RESPONSE_STREAM nothing is inferred: without a prelude, what the function answered is the body. */
const plainAnswer = (payload: Buffer, contentType = 'application/octet-stream'): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': contentType },
  cookies: [],
  body: payload,
});

/**
 * A client that has gone holds the function up no longer. An answer that breaks off inside breaks off outside.
 * @throws {MalformedAnswerError} before anything was written
 */
async function sendStream(response: ServerResponse, { contentType, chunks, ended }: StreamedAnswer): Promise<void> {
  response.once('close', () => chunks.destroy());
  const prelude = hasPrelude(contentType) ? new PreludeReader() : undefined;
  const headed = (chunk: Buffer) =>
    response.headersSent
      ? chunk
      : begin(response, prelude === undefined ? plainAnswer(chunk, contentType) : prelude.add(chunk));
  await sendChunks(response, chunks, headed);
  if (response.destroyed) return;
  const failed = (await ended).error !== undefined;
  if (failed && response.headersSent) response.destroy();
  else if (failed) sendFailure(response);
  else {
    headed(Buffer.alloc(0));
    if (!response.headersSent) throw new MalformedAnswerError('the prelude does not end');
    response.end();
  }
}

function begin(response: ServerResponse, answer: HttpAnswer | undefined): Buffer | undefined {
  if (answer === undefined) return undefined;
  response.writeHead(answer.statusCode, withOwn(response, headersOf(answer)));
  response.flushHeaders();
  return answer.body;
}
