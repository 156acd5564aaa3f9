import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { handler } from '../app/workload.ts';
import { listen } from '../listen.ts';
import { announceReady } from '../program.ts';
import { withEndpoint } from '../server/endpoint.ts';
import { createFront } from '../server/front.ts';

// A program: the twin as one file, for a container or a web function. The environment says all that it needs to know, and
// SIGTERM ends it: unlike `targets/server` it lives where nobody holds its stdin.

/** The handler is in this file already. */
const config: ServerConfig = {
  handler: { file: import.meta.filename, export: 'handler' },
  processes: 1,
  host: '0.0.0.0',
  port: Number(process.env['PORT'] ?? 8080),
  backlog: 4096,
  environment: {},
};

// Whoever is in front of it, such as a load balancer, decides who may call it.
const server = createFront(handler);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
// Not awaited: where a loader uses `require`, a module must not wait at its top.
void listen(server, withEndpoint(config, process.env['AWS_LAMBDA_HTTP_ENDPOINT'])).then(announceReady);

/** What is under way is answered yet. Platforms kill what takes longer. */
function stop(): void {
  server.close(() => process.exit(0));
  // A connection that was busy is idle after its answer, and its client may keep it for ever.
  setInterval(() => server.closeIdleConnections(), 50);
}
