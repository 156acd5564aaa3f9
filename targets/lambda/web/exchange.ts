import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PlatformIdentity, platformHeadersOf } from '../../../src/model/identity.ts';

export interface WebExchange {
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** What its answer says of the environment that it has a place in. Absent: nothing. */
  readonly servedBy?: PlatformIdentity;
}

/** Requests of a function URL have the same limit. */
export const bodyLimitBytes = 6 * 1024 * 1024;

/** The service names a request so in its answer, and what went wrong on its own side. */
export const requestIdHeader = 'lambda-web-request-id';
const errorTypeHeader = 'lambda-web-error-type';

export type PlatformAnswer =
  | { readonly kind: 'ping' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'throttled' }
  /** docs.aws.amazon.com/lambda/latest/dg/web-functions-revisions-timeout.html */
  | { readonly kind: 'timeout' }
  /** The environment ended, or broke the connection off. `errorType`: absent if only that is known. */
  | { readonly kind: 'failed'; readonly errorType?: string };

/** An answer that has begun can only be cut short. */
export function answerFor(
  { requestId, response, servedBy }: Pick<WebExchange, 'requestId' | 'response' | 'servedBy'>,
  answer: PlatformAnswer,
) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers, text } = answers[answer.kind];
  const errorType = answer.kind === 'failed' ? answer.errorType : undefined;
  response.writeHead(status, {
    [requestIdHeader]: requestId,
    ...(servedBy && platformHeadersOf(servedBy)),
    ...headers,
    ...(errorType === undefined ? {} : { [errorTypeHeader]: errorType }),
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  response.end(text);
}

const json = { 'content-type': 'application/json' };

const answers = {
  ping: { status: 204, headers: {}, text: '' },
  'too-large': {
    status: 413,
    headers: json,
    text: JSON.stringify({ Message: `Request must be smaller than ${bodyLimitBytes} bytes` }),
  },
  throttled: {
    status: 429,
    headers: { ...json, 'retry-after': '1' },
    text: JSON.stringify({ Type: 'User', message: 'Rate Exceeded.' }),
  },
  timeout: {
    status: 504,
    headers: { ...json, [errorTypeHeader]: 'Runtime.RequestTimeout' },
    text: JSON.stringify({ message: 'Gateway Timeout' }),
  },
  failed: { status: 502, headers: json, text: JSON.stringify({ message: 'Internal Server Error' }) },
} as const;
