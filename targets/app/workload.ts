import type { WorkloadConfig } from '../../src/model/platform/programs.ts';
import { seededRandom } from '../../src/model/random.ts';
import { thisInstance } from '../tag/call.ts';
import { tagged } from '../tag/handler.ts';
import { instanceNumberVariable, instanceSeed } from './instance-seed.ts';
import { startWorkload } from './io-bound.ts';
import type { Handler } from './load-handler.cts';
import { waitOnBackend, waitOnTimer } from './wait.ts';

const config = readWorkload(process.env['ROLLCALL_WORKLOAD']);
const seed = instanceSeed(config.seed, process.env[instanceNumberVariable], thisInstance.id);
const wait = config.backendUrl === undefined ? waitOnTimer : waitOnBackend(config.backendUrl);

/** The built-in workload: the module of a function, the same on every target. Importing it is the function's init. */
export const handler: Handler = tagged(startWorkload(config, seededRandom(seed), wait), { inBody: true });

function readWorkload(text: string | undefined): WorkloadConfig {
  if (text === undefined) throw new Error('the variable ROLLCALL_WORKLOAD is missing; it holds the workload as JSON');
  return JSON.parse(text) as WorkloadConfig;
}
