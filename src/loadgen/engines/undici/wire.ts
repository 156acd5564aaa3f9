import { once } from 'node:events';
import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client } from 'undici';
import type { Origin } from '../../http/origin.ts';
import { type Address, endpointOf } from '../../http/resolve.ts';
import { readsOn, type TlsOptions, type TlsSettings, tlsSettings } from '../../http/wire.ts';

/** From here to the target. */
export interface Route {
  readonly origin: Origin;
  /** Of the proxy if there is one, of the origin otherwise. */
  readonly address: Address;
  readonly proxy: Origin | undefined;
  readonly http2: boolean;
  readonly tls: TlsOptions;
}

export interface OpeningEvents {
  /** The TCP connection is open, through the proxy's tunnel if there is one. Called only if TLS follows. */
  connected(): void;
  opened(socket: Socket): void;
  failed(error: Error): void;
}

/** A connection that is being opened. */
export interface Opening {
  /** Ends it, whether it is open or not. No event comes after this. */
  cancel(): void;
}

/**
 * Opens the sockets that undici then speaks over: only so is it known when each was there, and that it is not replaced unseen.
 * @throws {UserError} `tls-invalid` if the certificate authority cannot be read
 */
export function routeOpener(route: Route): (events: OpeningEvents) => Opening {
  const secure = route.origin.tls ? tlsSettings(route.origin, route.tls) : undefined;
  return (events) => {
    const tcp = connectTcp({
      ...endpointOf(route.proxy ?? route.origin, route.address),
      noDelay: true,
    } as TcpNetConnectOpts);
    let isCanceled = false;
    travel(tcp, route, secure, events).then(
      (socket) => {
        if (!isCanceled) events.opened(socket);
      },
      (error: unknown) => {
        tcp.destroy();
        if (!isCanceled) events.failed(throughProxy(error, route));
      },
    );
    return {
      cancel: () => {
        isCanceled = true;
        tcp.destroy();
      },
    };
  };
}

async function travel(
  tcp: Socket,
  { origin, proxy, http2 }: Route,
  secure: TlsSettings | undefined,
  events: OpeningEvents,
): Promise<Socket> {
  // Whoever uses the socket listens too; an error that nobody heard would end the process.
  tcp.on('error', () => {});
  await once(tcp, 'connect');
  if (secure === undefined) {
    if (http2) throw new Error('HTTP/2 needs https');
    return readsOn(tcp);
  }
  if (proxy !== undefined) await tunnel(tcp, proxy, `${bracketed(origin.hostname)}:${origin.port}`);
  events.connected();
  const ALPNProtocols = http2 ? ['h2'] : ['http/1.1'];
  const socket = connectTls({ socket: tcp, host: origin.hostname, ...secure, ALPNProtocols });
  // HTTP/2 writes past the stream.
  if (!http2) readsOn(socket);
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  // undici would speak HTTP/1.1 instead, and the answers would be those of another protocol than was asked for.
  if (http2 && socket.alpnProtocol !== 'h2') throw new Error('the server does not speak HTTP/2 (ALPN)');
  return socket;
}

/** CONNECT (RFC 9110, section 9.3.6): afterwards the socket leads to the authority. */
function tunnel(tcp: Socket, proxy: Origin, authority: string): Promise<void> {
  const client = new Client(`http://${proxy.hostHeader}`, {
    ...{ headersTimeout: 0, bodyTimeout: 0 },
    connect: (_, callback) => queueMicrotask(() => callback(null, tcp)),
  });
  return new Promise((resolve, reject) => {
    client.dispatch(
      { method: 'CONNECT', path: authority, headers: { host: authority } },
      {
        onRequestStart: () => {},
        onRequestUpgrade: (_, status) => {
          if (status >= 200 && status < 300) resolve();
          else reject(new Error(`CONNECT ${authority} was answered with ${status}`));
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

/** A proxy that refuses says nothing about whether the target would. */
function throughProxy(thrown: unknown, { proxy }: Route): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return proxy === undefined
    ? error
    : new Error(`by the proxy ${proxy.hostHeader}: ${error.message}`, { cause: error });
}

const bracketed = (hostname: string): string => (hostname.includes(':') ? `[${hostname}]` : hostname);
