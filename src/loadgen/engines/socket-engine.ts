import { Connection } from '../http/connection.ts';
import { requestBytes } from '../http/request-bytes.ts';
import { socketOpener } from '../http/wire.ts';
import { type HttpOptions, PooledEngine } from './pooled-engine.ts';

export type SocketEngine = PooledEngine<Connection, Buffer>;

/**
 * HTTP/1.1 over sockets of its own: a connection per request in flight, stamps first, reads later.
 * @throws {UserError} `tls-invalid`
 */
export function socketEngine({ patient, ...options }: HttpOptions & { readonly patient: boolean }): SocketEngine {
  const { origin, address, tls } = options;
  const open = socketOpener(origin, address, tls);
  return new PooledEngine(options, patient, ({ clock, parsing, deadlines, parser, headParser }) => {
    // Field by field: V8 gives each copy by `...` a shape of its own, and would compile all connections again and again for it.
    const shared = { clock, parsing, deadlines, parser, headParser, open };
    return {
      streams: 1,
      connect: (left) => new Connection(shared, left),
      encode: (request) => requestBytes(origin, request),
      send: (connection, pending, request) => connection.send(pending, request),
    };
  });
}
