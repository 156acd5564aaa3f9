import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { testCertificate } from '../scripted-server.ts';

export interface Http2Server extends AsyncDisposable {
  readonly url: string;
  readonly connections: number;
  readonly requests: number;
  readonly mostStreams: number;
}

type Respond = (request: Http2ServerRequest, response: Http2ServerResponse, n: number) => void;

/** HTTP/2 over TLS. Counts its connections, its requests, and the most streams that any of them had at once. */
export async function serveHttp2(respond: Respond): Promise<Http2Server> {
  const told = { url: '', connections: 0, requests: 0, mostStreams: 0 };
  const server = createSecureServer({
    cert: testCertificate,
    key: readFileSync(new URL('../../fixtures/tls/test-only-key.pem', import.meta.url)),
  });
  const sockets = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket);
    told.connections += 1;
  });
  server.on('session', (session) => {
    let streams = 0;
    session.on('error', () => {});
    session.on('stream', (stream) => {
      streams += 1;
      told.mostStreams = Math.max(told.mostStreams, streams);
      stream.on('error', () => {});
      stream.once('close', () => {
        streams -= 1;
      });
    });
  });
  server.on('request', (request, response) => {
    told.requests += 1;
    respond(request, response, told.requests);
  });
  server.on('sessionError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  told.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(told, {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
