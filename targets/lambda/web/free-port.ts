import { type AddressInfo, connect, createServer } from 'node:net';

const loopback = '127.0.0.1';

/** A server is looked for this often: a cold start waits for it. */
const lookEveryMs = 5;

/**
 * A port of loopback that nobody has at this moment, other than those in `taken`. The service has a machine for each
 * environment, and always port 3000; here they share one.
 *
 * @throws the system's error if there is no port or file descriptor left.
 */
export async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await anyPort();
    if (!taken.has(port)) return port;
  }
}

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: loopback, port: 0 }, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Calls back once when something listens on the port, unless it is disposed of before. */
export function whenListening(port: number, listening: () => void): Disposable {
  let disposed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const found = await isListening(port);
    if (disposed) return;
    if (found) listening();
    else timer = setTimeout(look, lookEveryMs);
  };
  void look();
  return {
    [Symbol.dispose]: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: loopback, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      // The kernel may give a connection the very port it looks for, and connects it to itself.
      resolve(socket.localPort !== port);
      socket.destroy();
    });
  });
