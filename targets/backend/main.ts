import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pingPath } from '../../src/model/identity.ts';
import type { BackendConfig, BackendStats } from '../../src/model/platform/programs.ts';
import { checked } from '../checked.ts';
import { sendJson } from '../http-endpoint.ts';
import { clientCloses, listen } from '../listen.ts';
import { announceReady, onStop, readConfig } from '../program.ts';

/**
 * Counts the connections on which calls came. One that only asked for the statistics, or has asked nothing yet, is not
 * among them.
 */
class ConnectionCount {
  readonly #open = new Set<Socket>();
  #peak = 0;
  #total = 0;

  use(socket: Socket): void {
    if (this.#open.has(socket) || socket.destroyed) return;
    this.#open.add(socket);
    this.#total += 1;
    this.#peak = Math.max(this.#peak, this.#open.size);
    socket.once('close', () => this.#open.delete(socket));
  }

  stats(): Omit<BackendStats, 'requests'> {
    return { openConnections: this.#open.size, peakOpenConnections: this.#peak, totalConnections: this.#total };
  }
}

const statsPath = '/stats';
const longestWaitMs = 86_400_000;

const config = await readConfig<BackendConfig>();
const connections = new ConnectionCount();
let requests = 0;

const server = createServer(clientCloses, checked(config, route));
const url = await listen(server, config);
onStop(() => {
  server.close();
  server.closeAllConnections();
});
announceReady(url);

function route(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(`http://backend${request.url ?? '/'}`);
  if (pathname === pingPath) response.writeHead(204).end();
  else if (pathname === statsPath) sendJson(response, 200, { ...connections.stats(), requests });
  else if (pathname === '/') answer(request, response, Number(searchParams.get('ms') ?? '0'));
  else sendJson(response, 404, { error: `no such path; there are / and ${statsPath}` });
}

function answer(request: IncomingMessage, response: ServerResponse, waitMs: number): void {
  connections.use(request.socket);
  requests += 1;
  if (waitMs >= 0 && waitMs <= longestWaitMs) setTimeout(sendJson, waitMs, response, 200, { waitedMs: waitMs });
  else sendJson(response, 400, { error: `ms must be a number from 0 to ${longestWaitMs}` });
}
