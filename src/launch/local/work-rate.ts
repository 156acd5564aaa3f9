import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';
import { startFailure } from '../helpers/start-failure.ts';
import { programFile } from './program-file.ts';

/** It takes a fraction of a second. */
const withinMs = 20_000;

/**
 * How much of the built-in workload's computation this machine does per millisecond of CPU. Taken once per run, so that
 * every target does the same work.
 * @throws {UserError} `interrupted`; `not-calibrated` if the program that finds out ends or is silent instead
 */
export async function measureWorkRate(signal: AbortSignal): Promise<number> {
  const options = { env: {}, timeout: withinMs, killSignal: 'SIGKILL' as const };
  const started = promisify(execFile)(process.execPath, [programFile('targets/app/calibrate')], options);
  // Not by `options`: that sends SIGTERM, which a stopped process does not see.
  const kill = () => started.child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    return (JSON.parse((await started).stdout) as { iterationsPerMs: number }).iterationsPerMs;
  } catch (cause) {
    if (signal.aborted) throw new UserError('interrupted', 'interrupted before anything was fired', { cause });
    if (cause instanceof SyntaxError) throw cause;
    const what = 'the program that calibrates the computation of the workload';
    throw new UserError('not-calibrated', `${what} ${failureOf(cause as ExecFailure)}`, { cause });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

type ExecFailure = NodeJS.ErrnoException & { readonly killed?: boolean; readonly signal?: string | null };

function failureOf(failure: ExecFailure): string {
  if (failure.killed) return `did not end within ${withinMs / 1000} s`;
  if (failure.signal != null) return `ended (signal ${failure.signal})`;
  return `failed: ${startFailure(failure)}`;
}
