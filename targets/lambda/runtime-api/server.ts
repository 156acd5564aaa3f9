import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { extensionEndpoint } from '../extensions/api.ts';
import { error } from './error.ts';
import { type Exchange, refuse } from './exchange.ts';
import { initError } from './init-error.ts';
import { next } from './next.ts';
import { response } from './response.ts';
import { restoreError, restoreNext } from './restore.ts';
import type { Door, Runtime } from './runtime.ts';

const loopback = '127.0.0.1';
/** A runtime may open a connection for each call that it takes at once, all at its start; the service allows 1,600. */
const mostPolls = 1600;
const version = '/2018-06-01/runtime/';

/**
 * The Runtime API of all environments. `AWS_LAMBDA_RUNTIME_API` can name only a host and a port, so the port tells which
 * environment calls: each has a listening socket of its own on loopback (about 0.1 ms and one descriptor), and all
 * connections are served by one HTTP server, the Extensions API's, too. An environment can thus reach no other's invocations.
 */
export class RuntimeApi {
  readonly #functionArn: string;
  readonly #clients = new WeakMap<Socket, { readonly runtime: Runtime; turn: Promise<void> }>();
  readonly #http: Server;

  constructor(functionArn: string) {
    this.#functionArn = functionArn;
    this.#http = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) =>
      this.#route(request, response),
    );
  }

  /** @throws the system's error if there is no port or file descriptor left. */
  open(runtime: Runtime): Promise<Door> {
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (socket) => {
      this.#clients.set(socket, { runtime, turn: Promise.resolve() });
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      this.#http.emit('connection', socket);
    });
    const close = () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: loopback, port: 0, backlog: mostPolls }, () => {
        const { port } = server.address() as AddressInfo;
        resolve({ address: `${loopback}:${port}`, [Symbol.dispose]: close });
      });
    });
  }

  /** Requests of a connection are served one after another: our own runtime sends its answer and its poll together. */
  #route(request: IncomingMessage, response: ServerResponse): void {
    const client = this.#clients.get(request.socket);
    const registry = client?.runtime.extensions;
    const serve = extensionEndpoint(request);
    if (client !== undefined && registry !== undefined && serve !== undefined) {
      client.turn = client.turn.then(() => serve({ registry, request, response }));
      return;
    }
    const [endpoint, requestId] = endpointOf(request);
    if (client === undefined || endpoint === undefined) {
      refuse(response, 'no-such-path');
      return;
    }
    const exchange: Exchange = { runtime: client.runtime, requestId, request, response };
    client.turn = client.turn.then(() => this.#endpoints[endpoint](exchange));
  }

  readonly #endpoints: Record<Endpoint, (exchange: Exchange) => Promise<void>> = {
    next: async (exchange) => next(exchange, this.#functionArn),
    response,
    error,
    'init/error': initError,
    'restore/next': async (exchange) => restoreNext(exchange),
    'restore/error': restoreError,
  };
}

type Endpoint = 'next' | 'response' | 'error' | 'init/error' | 'restore/next' | 'restore/error';

const fixedPaths: Readonly<Record<string, Endpoint>> = {
  'GET invocation/next': 'next',
  'POST init/error': 'init/error',
  'GET restore/next': 'restore/next',
  'POST restore/error': 'restore/error',
};

/** The endpoint and, where its path holds one, the request id. */
function endpointOf({ method, url = '' }: IncomingMessage): [Endpoint | undefined, string] {
  const path = url.startsWith(version) ? url.slice(version.length) : '';
  const [, requestId = '', what] = path.match(/^invocation\/([^/]+)\/(response|error)$/) ?? [];
  if (method === 'POST' && (what === 'response' || what === 'error')) return [what, requestId];
  return [fixedPaths[`${method} ${path}`], ''];
}
