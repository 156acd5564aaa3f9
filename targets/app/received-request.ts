import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from '../../src/model/http/request.ts';

export const receivedRequest = (
  request: IncomingMessage,
  body: Buffer,
  ids: Pick<HttpRequest, 'requestId' | 'traceId'>,
): HttpRequest => ({
  method: request.method ?? 'GET',
  rawUrl: request.url ?? '/',
  headers: request.headers,
  rawHeaders: request.rawHeaders,
  body,
  sourceIp: request.socket.remoteAddress ?? '',
  protocol: 'encrypted' in request.socket ? 'https' : 'http',
  port: request.socket.localPort ?? 0,
  ...ids,
  nowEpochMs: Date.now(),
  domainName: request.headers.host ?? 'localhost',
});
