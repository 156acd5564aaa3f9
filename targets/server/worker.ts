import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { readConfig } from '../program.ts';
import { serve } from './serve.ts';

// A program: one of the processes behind a port, started by cluster.ts only. It ends with its channel to the primary, not
// with its stdin, where the configuration comes from.
// A message that finds the channel closed fails with EPIPE before that end arrives.
process.on('error', () => process.exit(0));
const config = await readConfig<ServerConfig>();
Object.assign(process.env, config.environment);
await serve(config);
