import type { Socket } from 'node:net';
import { Client } from 'undici';
import { AnswerHeads } from '../engines/undici/answer-heads.ts';
import { type CarriedCall, connectionGone, type Speaker } from './speaker.ts';

interface Http1Events {
  /** undici has taken the connection over. */
  taken(): void;
  /** This many bytes of an interim answer arrived. */
  interim(bytes: number): void;
}

const maxHeadBytes = 64 * 1024;

/**
 * HTTP/1.1 by a client of undici that has this connection alone: it would open another one and send again what was not
 * answered, and neither would be seen.
 * @param clientUrl what undici calls the other end: the origin, or a proxy that forwards
 */
export function http1Speaker(socket: Socket, clientUrl: string, { taken, interim }: Http1Events): Speaker {
  let heads: AnswerHeads | undefined;
  let current: CarriedCall | undefined;
  const malformed = (error: Error) => {
    // First, so that nobody takes the connection for a free one.
    socket.destroy();
    current?.fail(error);
  };
  const client = new Client(clientUrl, {
    ...{ pipelining: 1, allowH2: false },
    // Time is kept by the deadlines of the engine; idle connections are ended by the server, or by the pool.
    ...{ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 600_000, keepAliveTimeoutThreshold: 0 },
    maxHeaderSize: maxHeadBytes,
    connect: (_, callback) => {
      // undici does not expect to be called back at once.
      if (heads !== undefined) queueMicrotask(() => callback(connectionGone(), null));
      else
        queueMicrotask(() => {
          taken();
          heads = new AnswerHeads(socket, { removed: interim, malformed });
          callback(null, socket);
        });
    },
  });
  return {
    capacity: 1,
    send: (call, request) => {
      current = call;
      heads?.expect(request.method);
      client.dispatch(request, call);
    },
    close: () => {
      // undici ends only what it has.
      if (heads === undefined) socket.destroy();
      void client.destroy();
    },
  };
}
