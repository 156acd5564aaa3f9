import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../model/errors.ts';
import { startFailure } from './helpers/start-failure.ts';
import { programFile } from './program-file.ts';

/** It takes a fraction of a second. */
const withinMs = 20_000;

/**
 * How much of the built-in workload's computation this machine does per millisecond of CPU. Taken once per run, so that
 * every target does the same work.
 * @throws {UserError} `interrupted`; `not-calibrated` if the program that finds out ends or is silent instead
 */
export async function measureWorkRate(signal: AbortSignal): Promise<number> {
  const options = { env: {}, signal, timeout: withinMs, killSignal: 'SIGKILL' as const };
  const program = [programFile('targets/app/calibrate')];
  const { stdout } = await promisify(execFile)(process.execPath, program, options).catch((cause: ExecFailure) => {
    if (signal.aborted) throw new UserError('interrupted', 'interrupted before anything was fired', { cause });
    const what = 'the program that calibrates the computation of the workload';
    throw new UserError('not-calibrated', `${what} ${failureOf(cause)}`, { cause });
  });
  return (JSON.parse(stdout) as { iterationsPerMs: number }).iterationsPerMs;
}

type ExecFailure = NodeJS.ErrnoException & { readonly killed?: boolean; readonly signal?: string | null };

function failureOf(failure: ExecFailure): string {
  if (failure.killed) return `did not end within ${withinMs / 1000} s`;
  if (failure.signal != null) return `ended (signal ${failure.signal})`;
  return `failed: ${startFailure(failure)}`;
}
