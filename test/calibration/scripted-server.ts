import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export const testCertificate = readFileSync(new URL('../fixtures/tls/test-only-cert.pem', import.meta.url), 'utf8');
const testKey = readFileSync(new URL('../fixtures/tls/test-only-key.pem', import.meta.url), 'utf8');

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections taken so far. */
  readonly connections: number;
  /** Heads of the requests that came, in order. */
  readonly requests: readonly string[];
}

/** What to do with the nth request (from 1), which was read whole. */
export type Script = (socket: Socket, request: { readonly head: string; readonly n: number }) => void;

/** A server that does to each request what the script says, in the test's own process. No bodies in requests. */
export async function serve(
  script: Script,
  { host = '127.0.0.1', tls = false }: { host?: string; tls?: boolean } = {},
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let connections = 0;
  const take = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        requests.push(head);
        script(socket, { head, n: requests.length });
      }
    });
    // The client under test ends connections as it likes.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server: Server = tls ? createTlsServer({ key: testKey, cert: testCertificate }, take) : createServer(take);
  server.on('tlsClientError', () => {});
  server.listen({ port: 0, host, backlog: 1024 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const answerText = (status: string, headers = '', body = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

export const ok = answerText('200 OK', 'rollcall-instance-id: one\r\n', 'fine');
