import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { readConfig } from '../program.ts';
import { withEndpoint } from './endpoint.ts';
import { runBeforeOthers } from './real-time.ts';

const given = await readConfig<ServerConfig>();
Object.assign(process.env, given.environment);
const config = withEndpoint(given, process.env['AWS_LAMBDA_HTTP_ENDPOINT']);

if (config.realTime === true) runBeforeOthers(config.processes);
// Each way loads only what it needs: what is loaded is part of the memory that is compared.
if (config.processes > 1) {
  const { startCluster } = await import('./cluster.ts');
  await startCluster(config);
} else {
  const { startSingle } = await import('./single.ts');
  await startSingle(config);
}
