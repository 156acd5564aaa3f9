/** Log lines in JSON. Loaded only where `AWS_LAMBDA_LOG_FORMAT` asks for them. */
import type { CallIds } from './call.cts';

export type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** One value is the message as it is; several are put together, and the first error among them has fields of its own. */
function jsonLine(level: Level, ids: CallIds, parameters: readonly [unknown, ...unknown[]]): string {
  const tenantId = ids.tenantId();
  const record: Record<string, unknown> = {
    timestamp: new Date().toISOString(),
    level,
    requestId: ids.requestId(),
    ...(tenantId !== undefined && { tenantId }),
  };
  if (parameters.length === 1) return jsonOfOne(record, parameters[0]);
  const error = parameters.slice(1).find((parameter) => parameter instanceof Error);
  return JSON.stringify({ ...record, message: format(...parameters), ...(error && fieldsOf(error, [])) });
}

function jsonOfOne(record: object, message: unknown): string {
  try {
    return JSON.stringify({ ...record, message }, (_, value) =>
      value instanceof Error ? { ...fieldsOf(value, value.stack), ...value } : value,
    );
  } catch {
    return JSON.stringify({ ...record, message: format(message) });
  }
}

const fieldsOf = (error: Error, otherwise: unknown) => ({
  errorType: error.constructor?.name ?? 'UnknownError',
  errorMessage: error.message,
  stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : otherwise,
});

const format = (...parameters: readonly unknown[]): string =>
  process.getBuiltinModule('node:util').format(...parameters);

module.exports = { jsonLine };

export type JsonLine = typeof jsonLine;
