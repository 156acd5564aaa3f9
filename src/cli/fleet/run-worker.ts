import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { version } from '../../files/version.ts';
import { type EngineArguments, engineAddress } from '../../fleet/engine/address.ts';
import { closeEngine } from '../../fleet/engine/close.ts';
import { connectWhenThere } from '../../fleet/engine/connect.ts';
import { parseFleet, subjectsOf } from '../../fleet/protocol/subjects.ts';
import { type Ending, serveRuns } from '../../fleet/worker/serve.ts';
import { readLimits } from '../../launch/meters/limits.ts';
import { optional } from '../../model/optional.ts';
import { workerCalibration } from '../../stats/machine/worker-calibration.ts';
import { keptCalibration } from '../calibrate.ts';
import { printToStderr } from '../standard-streams.ts';

export interface WorkerRun {
  readonly given: EngineArguments;
  readonly fleet: string;
  readonly name: string;
  readonly once: boolean;
  readonly signal: AbortSignal;
}

/** @throws {UserError} `engine-refused`, `engine-invalid`, `usage`; `interrupted` before the broker was there */
export async function runWorker({ given, fleet, name, once, signal }: WorkerRun): Promise<Ending> {
  const subjects = subjectsOf(parseFleet(fleet));
  const address = engineAddress(given);
  const say = (words: string) => printToStderr(`${name}: ${words}`);
  const connection = await connectWhenThere(address, 'worker', {
    signal,
    waiting: (reason) => say(`waiting for the broker: ${reason}`),
  });
  try {
    say(`ready: fleet ${fleet} at ${address.server}`);
    return await serveRuns({ ...{ connection, subjects, once, signal, say }, hello: await helloOf(name) });
  } finally {
    await closeEngine(connection);
  }
}

async function helloOf(name: string) {
  const { openFiles, ephemeralPorts } = readLimits();
  return {
    ...{ version, name, worker: randomUUID(), node: process.version, machine: hostname() },
    ...{ cores: availableParallelism(), memoryMb: Math.round(totalmem() / 2 ** 20) },
    ...optional('openFiles', openFiles),
    ...optional('ephemeralPorts', ephemeralPorts),
    ...optional('calibration', workerCalibration(await keptCalibration())),
  };
}
