import type { Socket } from 'node:net';
import { Client } from 'undici';
import { connectionGone, type Speaker } from './speaker.ts';

const maxHeadBytes = 64 * 1024;

/**
 * HTTP/1.1 by a client of undici that has this connection alone: it would open another one and send again what was not
 * answered, and neither would be seen.
 * @param clientUrl what undici calls the other end: the origin, or a proxy that forwards
 * @param taken called when undici has taken the connection over
 */
export function http1Speaker(socket: Socket, clientUrl: string, taken: () => void): Speaker {
  let isTaken = false;
  const client = new Client(clientUrl, {
    ...{ pipelining: 1, allowH2: false },
    // Time is kept by the deadlines of the engine; idle connections are ended by the server, or by the pool.
    ...{ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 600_000, keepAliveTimeoutThreshold: 0 },
    maxHeaderSize: maxHeadBytes,
    connect: (_, callback) => {
      // undici does not expect to be called back at once.
      if (isTaken) queueMicrotask(() => callback(connectionGone(), null));
      else
        queueMicrotask(() => {
          isTaken = true;
          taken();
          callback(null, socket);
        });
    },
  });
  return {
    capacity: 1,
    send: (call, request) => void client.dispatch(request, call),
    close: () => {
      // undici ends only what it has.
      if (!isTaken) socket.destroy();
      void client.destroy();
    },
  };
}
