import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../src/launch/local/program.ts';
import type { TruthConfig, TruthRecord } from '../../src/model/platform/programs.ts';

export interface Truth extends AsyncDisposable {
  readonly url: string;
  /** Stops it and gives its own record of every request. */
  records(): Promise<readonly TruthRecord[]>;
}

/** `targets/truth`, as a process of its own. Answers at once, as one instance and without exceptions, unless told. */
export async function startTruth(more: Partial<Omit<TruthConfig, 'every'>> & { every?: object } = {}): Promise<Truth> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-truth-'));
  const recordFile = join(directory, 'record.ndjson');
  const config: TruthConfig = {
    ...{ host: '127.0.0.1', port: 0, backlog: 4096, delayMs: 0, instances: 1, recordFile },
    ...more,
    every: { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0, ...more.every },
  };
  const program = await startProgram({ name: 'truth', program: 'targets/truth/main', config });
  return {
    url: program.url,
    records: async () => {
      await program.stop();
      const lines = (await readFile(recordFile, 'utf8')).trimEnd().split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TruthRecord);
    },
    [Symbol.asyncDispose]: async () => {
      await program.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
