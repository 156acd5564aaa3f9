import type { LoggedInvocation } from '../../logs/log-finding.ts';
import type { Repetition } from '../../stats/logs/tally.ts';
import { csvLine } from '../data/csv.ts';

const columns = [
  ...['requestId', 'atEpochMs', 'status', 'errorType', 'durationMs', 'billedMs', 'initMs', 'restoreMs'],
  ...['billedRestoreMs', 'memorySizeMb', 'maxMemoryUsedMb', 'runtime', 'xrayTraceId', 'stream', 'functionName'],
] as readonly (keyof LoggedInvocation)[];

export const logsCsvHead = csvLine(['file', ...columns, 'repetition']);

/** An invocation as in its line; `repetition` is `first`, `duplicate` or `retry`. */
export const logsCsvLine = (file: string, logged: LoggedInvocation, repetition: Repetition): string =>
  csvLine([file, ...columns.map((column) => logged[column]), repetition]);
