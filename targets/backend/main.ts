import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pingPath } from '../../src/model/identity.ts';
import { type BackendConfig, backendStatsPath } from '../../src/model/platform/programs.ts';
import { drawWaitMs } from '../../src/model/platform/wait-time.ts';
import { seededRandom } from '../../src/model/random.ts';
import { checked } from '../checked.ts';
import { sendJson } from '../http-endpoint.ts';
import { clientCloses, listen } from '../listen.ts';
import { announceReady, onStop, readConfig } from '../program.ts';
import { ConnectionCount } from './connection-count.ts';

const longestWaitMs = 86_400_000;

const config = await readConfig<BackendConfig>();
const connections = new ConnectionCount(config.maxConnections);
const random = seededRandom(config.seed);
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
  request.resume();
  if (pathname === pingPath) response.writeHead(204).end();
  else if (pathname === backendStatsPath) sendJson(response, 200, { ...connections.stats(), requests });
  else answer(request, response, searchParams.get('ms') ?? undefined);
}

function answer({ socket }: IncomingMessage, response: ServerResponse, ms: string | undefined): void {
  requests += 1;
  if (!connections.use(socket)) {
    sendJson(response, 503, { error: `more than ${config.maxConnections} connections` }, { connection: 'close' });
    return;
  }
  const waitMs = ms === undefined ? drawWaitMs(config.delay, random) : Number(ms);
  if (waitMs >= 0 && waitMs <= longestWaitMs) setTimeout(sendJson, waitMs, response, 200, { waitedMs: waitMs });
  else sendJson(response, 400, { error: `ms must be a number from 0 to ${longestWaitMs}` });
}
