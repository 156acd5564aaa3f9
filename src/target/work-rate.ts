import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../model/errors.ts';
import { programFile } from './program-file.ts';

/**
 * How much of the built-in workload's computation this machine does per millisecond of CPU. Taken once per run, so that
 * every target does the same work.
 */
export async function measureWorkRate(signal: AbortSignal): Promise<number> {
  const program = [programFile('targets/app/calibrate')];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: {}, signal }).catch(
    (error: unknown) => {
      throw signal.aborted ? new UserError('interrupted', 'interrupted before anything was fired') : error;
    },
  );
  return (JSON.parse(stdout) as { iterationsPerMs: number }).iterationsPerMs;
}
