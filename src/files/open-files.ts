import { startFailure } from '../launch/helpers/start-failure.ts';
import { readLimits } from '../launch/meters/limits.ts';
import { UserError } from '../model/errors.ts';

/** Node opens the files of a module and its imports at once: a command needs about 110, and a run 160. */
const neededToBegin = 256;

/** @throws {UserError} `preflight-failed` before anything is loaded that opens many files */
export function refuseFewFiles({ openFiles } = readLimits()): void {
  if (openFiles === undefined || openFiles >= neededToBegin) return;
  throw new UserError(
    'preflight-failed',
    `rollcall needs about ${neededToBegin} open files, but ${openFiles} are allowed: raise the limit with \`ulimit -n ${neededToBegin}\``,
  );
}

/** Adds an action to the error that too many files are open. */
export function withoutFiles(error: unknown): unknown {
  if (!(error instanceof Error) || !['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? ''))
    return error;
  return new UserError('preflight-failed', startFailure(error), { cause: error });
}
