import type { Dispatcher } from 'undici';
import { streamsPerConnection } from '../../connections/http2-speaker.ts';
import { type Origin, originOf } from '../../http/origin.ts';
import { bytesOfBody, headersOf, pathOf, type RequestSpec } from '../../http/request-bytes.ts';
import { type HttpOptions, PooledEngine } from '../pooled-engine.ts';
import { UndiciCall } from './call.ts';
import { UndiciConnection } from './connection.ts';
import { routeOpener } from './wire.ts';

export interface UndiciEngineOptions extends HttpOptions {
  /** Nothing but HTTP/2: a server that does not speak it is unreachable. Needs https. */
  readonly http2: boolean;
  /** http URL. It forwards requests for http origins, and opens tunnels (CONNECT) to https ones. */
  readonly proxy?: string | undefined;
}

export type UndiciEngine = PooledEngine<UndiciConnection, Dispatcher.DispatchOptions>;

/**
 * Requests by undici, for HTTP/2 and proxies. No redirects, retries, decompression, and nothing waits unseen:
 * over HTTP/1.1 a connection carries one request, over HTTP/2 at most 100, and another is opened at once when all are full.
 * Where a server allows fewer streams than that, requests that are sent before it has said so wait after the stamp of the send.
 * `connection` is `new` for all requests that waited for their connection, of which there are many over HTTP/2.
 * Answers are read as they come, so in a burst the stamps are later than those of the socket engine.
 * @throws {UserError} `tls-invalid`, `url-invalid`
 */
export function undiciEngine(options: UndiciEngineOptions): UndiciEngine {
  const { origin, address, clock, http2, tls } = options;
  const proxy = options.proxy === undefined ? undefined : originOf(options.proxy);
  const route = {
    ...{ clock, http2, clientUrl: urlOf(origin.tls ? origin : (proxy ?? origin)) },
    open: routeOpener({ origin, address, proxy, http2, tls }),
  };
  return new PooledEngine(options, false, (shared) => ({
    streams: http2 ? streamsPerConnection : 1,
    connect: (left) => new UndiciConnection(route, left),
    encode: (request) => dispatchOptions(request, origin, proxy),
    send: (connection, pending, request) => {
      const call: UndiciCall = new UndiciCall(pending, shared, () => connection.release(call));
      connection.send(call, request);
    },
  }));
}

/** `idempotent`: undici sends nothing again here, and holds back other requests over HTTP/2. */
function dispatchOptions(request: RequestSpec, origin: Origin, proxy: Origin | undefined): Dispatcher.DispatchOptions {
  const path = pathOf(origin, request.path);
  return {
    method: request.method,
    path: proxy === undefined || origin.tls ? path : `${urlOf(origin)}${path}`,
    headers: Object.fromEntries([...headersOf(origin, request)].map(([name, value]) => [name, utf8AsLatin1(value)])),
    body: request.body === undefined ? null : bytesOfBody(request),
    idempotent: true,
    // It would end the connection after an answer to HEAD, or after the body of a method that means none.
    reset: false,
  };
}

/** undici writes one byte for each character. */
const utf8AsLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

const urlOf = ({ tls, hostHeader }: Origin): string => `${tls ? 'https' : 'http'}://${hostHeader}`;
