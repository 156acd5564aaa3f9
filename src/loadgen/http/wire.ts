import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { Origin } from './origin.ts';
import { type Address, endpointOf } from './resolve.ts';

export interface TlsOptions {
  readonly rejectUnauthorized?: boolean;
  /** PEM. */
  readonly ca?: string;
  /** Asked for by SNI, and looked for in the certificate; default: the host of the origin. */
  readonly serverName?: string;
}

export interface TlsSettings {
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly secureContext: SecureContext;
}

export interface SocketEvents {
  /** The TCP connection is open. Called only if TLS follows. */
  connected(): void;
  /** The connection, and TLS if there is any, is there. */
  opened(): void;
  /** The first `length` bytes, only until this returns: the buffer is shared by all sockets. */
  bytes(shared: Buffer, length: number): void;
  ended(): void;
  failed(error: Error): void;
}

/**
 * Reads go into one buffer for all sockets instead of a new 64 KiB for each, and past the stream machinery: the stamp
 * is taken with as little as possible between it and the kernel.
 */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Opens sockets to a resolved address. What TLS needs is set up once: per connection it would cost more than the handshake.
 * @throws {UserError} `tls-invalid` if the certificate authority cannot be read
 */
export function socketOpener(origin: Origin, address: Address, tls: TlsOptions): (events: SocketEvents) => Socket {
  const secure = origin.tls && { ...tlsSettings(origin, tls), ALPNProtocols: ['http/1.1'] };
  return (events) => {
    const options = { ...endpointOf(origin, address), noDelay: true, onread: intoShared(events) } as TcpNetConnectOpts;
    const socket = readsOn(secure ? connectTls({ ...options, ...secure }) : connectTcp(options));
    if (secure) socket.once('connect', () => events.connected());
    socket.once(secure ? 'secureConnect' : 'connect', () => events.opened());
    socket.once('end', () => events.ended());
    socket.once('close', () => events.ended());
    socket.on('error', (error) => events.failed(error));
    return socket;
  };
}

/**
 * Holds back the error of a write to a server that is gone until all that the server sent has been read. A server may answer and
 * close without reading the whole request; Node would destroy the socket at the failed write, and drop the answer with it.
 */
export function readsOn<S extends Socket>(socket: S): S {
  let done: ((error?: Error | null) => void) | undefined;
  let failure: NodeJS.ErrnoException | undefined;
  // A stream has one write under way at a time, so one callback serves all of them.
  const written = (error?: NodeJS.ErrnoException | null) => {
    if (!goneCodes.has(error?.code ?? '')) {
      done?.(error);
      return;
    }
    failure = error ?? undefined;
    if (socket.readableEnded) socket.destroy(failure);
  };
  const [write, writev] = [socket._write.bind(socket), socket._writev?.bind(socket)];
  socket._write = (chunk, encoding, callback) => {
    done = callback;
    write(chunk, encoding, written);
  };
  if (writev !== undefined) {
    socket._writev = (chunks, callback) => {
      done = callback;
      writev(chunks, written);
    };
  }
  socket.once('end', () => {
    if (failure !== undefined) socket.destroy(failure);
  });
  return socket;
}

/** The other side has closed or reset the connection. */
const goneCodes = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED']);

const intoShared = (events: SocketEvents): OnReadOpts => ({
  buffer: shared,
  callback: (length) => {
    events.bytes(shared, length);
    return true;
  },
});

/**
 * What every TLS connection to the origin needs.
 * @throws {UserError} `tls-invalid`
 */
export const tlsSettings = (origin: Origin, { ca, serverName, ...verification }: TlsOptions): TlsSettings => ({
  ...verification,
  ...optional('servername', serverName ?? namedHost(origin)),
  secureContext: secureContext(ca),
});

/** OpenSSL takes what is no certificate for none at all, and every server would be refused without the reason. */
function secureContext(ca: string | undefined): SecureContext {
  if (ca === undefined) return createSecureContext();
  try {
    new X509Certificate(ca);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('tls-invalid', `the certificate authority is no PEM certificate: ${reason}`, { cause });
  }
  return createSecureContext({ ca });
}

/** SNI takes names only (RFC 6066, section 3). */
const namedHost = ({ hostname }: Origin): string | undefined => (isIP(hostname) === 0 ? hostname : undefined);
