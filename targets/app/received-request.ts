import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from '../../src/model/http-event.ts';

/** What Node's server received. */
export const receivedRequest = (request: IncomingMessage, body: Buffer, requestId: string): HttpRequest => ({
  method: request.method ?? 'GET',
  rawUrl: request.url ?? '/',
  headers: request.headers,
  rawHeaders: request.rawHeaders,
  body,
  sourceIp: request.socket.remoteAddress ?? '',
  requestId,
  nowEpochMs: Date.now(),
  domainName: request.headers.host ?? 'localhost',
});
