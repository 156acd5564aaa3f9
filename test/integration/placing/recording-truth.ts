import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../../../src/launch/local/program.ts';
import type { TruthConfig, TruthRecord } from '../../../src/model/platform/programs.ts';
import { temporaryDirectory } from '../rollcall.ts';

const never = { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 };

/** A server that records every request that it has read. */
export async function startRecordingTruth({ delayMs = 0 } = {}) {
  const recordFile = join(await temporaryDirectory(), 'truth.ndjson');
  const config: TruthConfig = {
    host: '127.0.0.1',
    port: 0,
    backlog: 511,
    instances: 1,
    delayMs,
    every: never,
    recordFile,
  };
  const truth = await startProgram({ name: 'truth', program: 'targets/truth/main', config });
  return {
    url: truth.url,
    pid: truth.pid,
    /** Ends the server, which then writes its record. */
    records: async (): Promise<readonly TruthRecord[]> => {
      await truth.stop();
      const lines = (await readFile(recordFile, 'utf8')).split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as TruthRecord);
    },
    [Symbol.asyncDispose]: () => truth.stop(),
  };
}
