import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** URLs of the requests that it passed on. */
  readonly forwarded: readonly string[];
  /** `host:port` of the tunnels that it was asked for. */
  readonly tunnels: readonly string[];
}

/** Forwards what comes with a whole URL, and gives tunnels, but none to a host called closed. */
export async function startProxy(): Promise<Proxy> {
  const told = { url: '', port: 0, forwarded: [] as string[], tunnels: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    told.forwarded.push(incoming.url ?? '');
    const { method, headers } = incoming;
    const forward = request(incoming.url ?? '', { method: method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    forward.end();
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '' }, socket: Socket) => {
    told.tunnels.push(url);
    if (url.startsWith('closed')) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    sockets.add(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  told.port = (server.address() as AddressInfo).port;
  told.url = `http://127.0.0.1:${told.port}`;
  return Object.assign(told, {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
