import type { CallIds } from './call.cts';
import type { Errors } from './errors.cts';
import type { JsonLine, Level } from './json-log.cts';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const satisfies readonly Level[];
type Line = (level: Level, ids: CallIds, parameters: readonly [unknown, ...unknown[]]) => string;

/**
 * Replaces the console's methods that have a level, as AWS's client does: each call is one line, in the format that
 * `AWS_LAMBDA_LOG_FORMAT` names, unless its level is below `AWS_LAMBDA_LOG_LEVEL`. What else a function writes stays as it is.
 */
function patchConsole(ids: CallIds): void {
  const line: Line = isJson ? jsonLine() : textLine;
  const least = levels.indexOf((process.env['AWS_LAMBDA_LOG_LEVEL'] ?? '').toUpperCase() as Level);
  const patched = console as unknown as Record<string, (...parameters: unknown[]) => void>;
  for (const [rank, level] of levels.entries())
    patched[level.toLowerCase()] =
      rank < least
        ? () => {}
        : (message, ...rest) => {
            process.stdout.write(`${line(level, ids, [message, ...rest]).replace(/\n/g, '\r')}\n`);
          };
  console.log = console.info;
}

/** As the client logs an error itself. */
function logError(message: string, error: Error): void {
  if (isJson) console.error(error);
  else console.error(message, formatted(error));
}

/** Several calls at once can be distinguished in JSON only, whatever the function's format is. */
const isJson =
  process.env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON' || 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env;

const jsonLine = (): Line => (require('./json-log.cjs') as { jsonLine: JsonLine }).jsonLine;

const textLine: Line = (level, ids, parameters) => {
  const { format } = process.getBuiltinModule('node:util');
  return `${new Date().toISOString()}\t${ids.requestId()}\t${level}\t${format(...parameters)}`;
};

const formatted = (error: Error): string => (require('./errors.cjs') as Errors).formattedError(error);

const exported = { patchConsole, logError };
module.exports = exported;

export type Log = typeof exported;
