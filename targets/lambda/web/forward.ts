import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { platformHeadersOf } from '../../../src/model/identity.ts';
import { requestIdHeader, type WebExchange } from './exchange.ts';

export interface Upstream {
  readonly agent: Agent;
  readonly port: number;
  readonly timeoutMs: number;
}

/** `broken`: the server broke the connection off. `client-gone`: nobody is left to answer. */
export type ForwardEnd = 'answered' | 'timeout' | 'broken' | 'client-gone';

/**
 * Forwards a request as it came and streams the answer back as it comes. Unless it ends `answered`, the caller answers: nothing
 * may have been sent, or a part.
 */
export async function forward(upstream: Upstream, exchange: WebExchange): Promise<ForwardEnd> {
  const first = await forwardOnce(upstream, exchange);
  if (first.end !== 'broken' || !first.mayRepeat) return first.end;
  return (await forwardOnce(upstream, exchange)).end;
}

interface Attempt {
  readonly end: ForwardEnd;
  /**
   * The server closed a connection that had been idle, while the request was in flight. A proxy repeats only methods that
   * are idempotent by definition (RFC 9110, 9.2.2).
   */
  readonly mayRepeat: boolean;
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

function forwardOnce(upstream: Upstream, exchange: WebExchange): Promise<Attempt> {
  return new Promise((resolve) => {
    const { response } = exchange;
    const sent = send(upstream, exchange);
    const end = (how: ForwardEnd) => {
      clearTimeout(timer);
      response.off('close', clientGone);
      if (how !== 'answered') sent.destroy();
      const untouched = sent.reusedSocket && !response.headersSent;
      resolve({ end: how, mayRepeat: untouched && repeatable.has(exchange.request.method ?? '') });
    };
    const clientGone = () => end(response.writableFinished ? 'answered' : 'client-gone');
    const timer = setTimeout(() => end('timeout'), upstream.timeoutMs);
    response.once('close', clientGone);
    sent.on('error', () => end('broken'));
    sent.once('response', (answer) => stream(answer, exchange, end));
    if (response.destroyed) end('client-gone');
    else sent.end(exchange.body);
  });
}

function send({ agent, port }: Upstream, { request, body }: WebExchange): ClientRequest {
  const headers = endToEnd(request.rawHeaders, 'content-length');
  // A body that came in chunks has been read to its end: it goes on with its length.
  if (body.length > 0 || request.headers['content-length'] !== undefined) {
    headers.push('Content-Length', String(body.length));
  }
  // HTTP/1.0 has none, and 1.1, which the server is spoken to in, must.
  if (request.headers.host === undefined) headers.push('Host', `127.0.0.1:${port}`);
  return httpRequest({ agent, host: '127.0.0.1', port, method: request.method, path: request.url, headers });
}

function stream(
  answer: IncomingMessage,
  { requestId, response, servedBy }: WebExchange,
  end: (how: ForwardEnd) => void,
): void {
  const own = servedBy === undefined ? {} : platformHeadersOf(servedBy);
  const headers = [
    ...endToEnd(answer.rawHeaders, ...Object.keys(own)),
    ...Object.entries(own).flat(),
    ...[requestIdHeader, requestId],
  ];
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers);
  answer.once('error', () => end('broken'));
  // A connection that breaks in the middle of an answer ends no stream: it closes it.
  answer.once('close', () => {
    if (!answer.complete) end('broken');
  });
  answer.once('end', () => end('answered'));
  answer.pipe(response);
}

/** Of one connection only: RFC 9110, 7.6.1. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Names and values in turn, as they were written, without those of one connection and what `Connection` names. */
function endToEnd(rawHeaders: readonly string[], ...without: readonly string[]): string[] {
  const dropped = new Set([...hopByHop, ...without]);
  for (const [name, value] of pairs(rawHeaders))
    if (name.toLowerCase() === 'connection')
      for (const named of value.split(',')) dropped.add(named.trim().toLowerCase());
  return pairs(rawHeaders).flatMap(([name, value]) => (dropped.has(name.toLowerCase()) ? [] : [name, value]));
}

const pairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as [string, string]] : []));
