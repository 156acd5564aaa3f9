import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Origin } from './origin.ts';

export interface TlsOptions {
  readonly rejectUnauthorized?: boolean;
  /** PEM. */
  readonly ca?: string;
}

export interface SocketEvents {
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

/** One socket to a resolved address. */
export function openSocket(origin: Origin, ip: string, tls: TlsOptions, events: SocketEvents): Socket {
  const options: TcpNetConnectOpts = {
    host: ip,
    port: origin.port,
    noDelay: true,
    onread: {
      buffer: shared,
      callback: (length: number) => {
        events.bytes(shared, length);
        return true;
      },
    },
  };
  const socket = origin.tls
    ? connectTls({ ...options, ...tls, ...servernameOf(origin), ALPNProtocols: ['http/1.1'] })
    : connectTcp(options);
  socket.once(origin.tls ? 'secureConnect' : 'connect', () => events.opened());
  socket.once('end', () => events.ended());
  socket.once('close', () => events.ended());
  socket.on('error', (error) => events.failed(error));
  return socket;
}

/** SNI takes names only (RFC 6066, section 3). */
const servernameOf = ({ hostname }: Origin): { servername?: string } =>
  isIP(hostname) === 0 ? { servername: hostname } : {};
