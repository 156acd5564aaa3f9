import { startFailure } from '../launch/helpers/start-failure.ts';
import { readLimits } from '../launch/meters/limits.ts';
import { UserError } from '../model/errors.ts';

/** Node reads the files of a module and of all that it imports at once: from about 110 on a command begins, from 160 on a run does. */
const neededToBegin = 256;

/** @throws {UserError} `preflight-failed` before anything is loaded that opens many files */
export function refuseFewFiles({ openFiles } = readLimits()): void {
  if (openFiles === undefined || openFiles >= neededToBegin) return;
  throw new UserError(
    'preflight-failed',
    `about ${neededToBegin} open files are needed, ${openFiles} are allowed: raise the limit with \`ulimit -n ${neededToBegin}\``,
  );
}

/** An error that says that this machine allows no more files, as one that says what to do. */
export function withoutFiles(error: unknown): unknown {
  if (!(error instanceof Error) || !['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? ''))
    return error;
  return new UserError('preflight-failed', startFailure(error), { cause: error });
}
