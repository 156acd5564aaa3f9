import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from '../../src/model/http/answer.ts';
import { optional } from '../../src/model/optional.ts';

/** Writes status and headers. What the server itself has set wins over the handler's own headers, whatever their case. */
export function writeAnswerHead(
  response: ServerResponse,
  { statusCode, headers, cookies, reason = '' }: Omit<HttpAnswer, 'body'>,
  contentLength?: number,
): void {
  // Empty: Node's own words for the status.
  response.statusMessage = reason;
  response.writeHead(statusCode, {
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
    ...response.getHeaders(),
    ...optional('content-length', contentLength),
  });
}
