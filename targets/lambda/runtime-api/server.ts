import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as polled } from 'node:timers/promises';
import { checked } from '../../checked.ts';
import { clientCloses } from '../../listen.ts';
import { extensionEndpoint } from '../extensions/api.ts';
import { type Exchange, refuse } from './exchange.ts';
import { error, startError } from './failures.ts';
import { next } from './next.ts';
import { type Peer, PeerCheck } from './peers/peer-check.ts';
import { response } from './response.ts';
import { restoreNext } from './restore.ts';
import type { Door, Runtime } from './runtime.ts';

const loopback = '127.0.0.1';
/** A runtime may open a connection for each call that it takes at once, all at its start; the service allows 1,600. */
const mostPolls = 1600;
const version = '/2018-06-01/runtime/';

/** What has left its process group may hold a connection open for ever. */
const drainMs = 500;

/** Of all environments of this process. */
const peers = new PeerCheck();

interface Client {
  readonly runtime: Runtime;
  readonly peer: Exclude<Peer, 'foreign'>;
  turn: Promise<void>;
}

/**
 * The Runtime API of all environments. `AWS_LAMBDA_RUNTIME_API` can name only a host and a port, so the port identifies which
 * environment calls: each has a listening socket of its own on loopback (about 0.1 ms and one descriptor), and all
 * connections are served by one HTTP server, the Extensions API's, too. A connection is read only when its other end was found
 * to belong to a process of that environment: it can reach no other's invocations.
 */
export class RuntimeApi {
  readonly #functionArn: string;
  readonly #clients = new WeakMap<Socket, Client>();
  readonly #http: Server;

  constructor(functionArn: string) {
    this.#functionArn = functionArn;
    const route = (request: IncomingMessage, response: ServerResponse) => this.#route(request, response);
    const fromAnywhere = checked({ host: loopback }, route);
    // A runtime may name any host. What comes from elsewhere may be a browser.
    this.#http = createHttpServer(clientCloses, (request, response) => {
      if (this.#clients.get(request.socket)?.peer === 'own') route(request, response);
      else fromAnywhere(request, response);
    });
  }

  /** @throws the system's error if there is no port or file descriptor left. */
  open(runtime: Runtime): Promise<Door> {
    const sockets = new Set<Socket>();
    const checks = new Set<Promise<void>>();
    /** Those whose connection is open, or whose last request is not answered yet. */
    const clients = new Set<Client>();
    let isKnown = false;
    const admit = async (socket: Socket) => {
      const peer = await peers.peerOf(socket, () => runtime.leaders, isKnown);
      if (peer === 'foreign') {
        refuseConnection(socket);
        return;
      }
      isKnown = true;
      const client: Client = { runtime, peer, turn: Promise.resolve() };
      this.#clients.set(socket, client);
      clients.add(client);
      socket.once('close', () => void client.turn.then(() => clients.delete(client)));
      this.#http.emit('connection', socket);
      socket.resume();
    };
    const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
      sockets.add(socket);
      // One that breaks before it is served.
      socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
      const check = admit(socket).finally(() => checks.delete(check));
      checks.add(check);
    });
    const drained = async () => {
      await Promise.all(checks);
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      const answered = Promise.all(closed).then(() => Promise.all([...clients].map(({ turn }) => turn)));
      // A timer that is late comes before what there is to read.
      await Promise.race([answered, delay(drainMs, undefined, { ref: false }).then(() => polled())]);
    };
    const close = () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: loopback, port: 0, backlog: mostPolls }, () => {
        const { port } = server.address() as AddressInfo;
        resolve({ address: `${loopback}:${port}`, drained, [Symbol.dispose]: close });
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
    'init/error': startError('failInit'),
    'restore/next': async (exchange) => restoreNext(exchange),
    'restore/error': startError('failRestore'),
  };
}

function refuseConnection(socket: Socket): void {
  const body = JSON.stringify({
    errorMessage: 'This connection does not come from a process of the environment',
    errorType: 'Forbidden',
  });
  socket.end(
    `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

type Endpoint = 'next' | 'response' | 'error' | 'init/error' | 'restore/next' | 'restore/error';

const fixedPaths: Readonly<Record<string, Endpoint>> = {
  'GET invocation/next': 'next',
  'POST init/error': 'init/error',
  'GET restore/next': 'restore/next',
  'POST restore/error': 'restore/error',
};

function endpointOf({ method, url = '' }: IncomingMessage): [Endpoint | undefined, string] {
  const path = url.startsWith(version) ? url.slice(version.length) : '';
  const [, requestId = '', what] = path.match(/^invocation\/([^/]+)\/(response|error)$/) ?? [];
  if (method === 'POST' && (what === 'response' || what === 'error')) return [what, requestId];
  return [fixedPaths[`${method} ${path}`], ''];
}
