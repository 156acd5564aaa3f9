import { optional } from '../model/optional.ts';
/** Where a line comes from, as far as anything around it tells. */
export interface LogContext {
  readonly atEpochMs?: number;
  /** Name of the log stream: one execution environment. */
  readonly stream?: string;
}

/** A copy that does not keep alive the large text that it was cut from, as V8's slices do. */
export const own = (text: string): string => Buffer.from(text).toString();

const isoTime = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}(?!\d))?/;
const epochMs = /(?<!\d)\d{13}(?!\d)/;
const streamName = /\d{4}\/\d{2}\/\d{2}\/[^\s[]*\[[^\s\]]+\][0-9a-f]+/;

/** What stands before the platform's own words: `aws logs tail` puts time and log stream there, others only one of them. */
export function contextOfPrefix(prefix: string, around: LogContext): LogContext {
  if (prefix.trim() === '') return around;
  const at = isoTime.exec(prefix)?.[0] ?? epochMs.exec(prefix)?.[0];
  const atEpochMs = (at === undefined ? undefined : instantOf(at)) ?? around.atEpochMs;
  const stream = streamName.exec(prefix)?.[0];
  return {
    ...optional('atEpochMs', atEpochMs),
    ...(stream !== undefined ? { stream: own(stream) } : around.stream !== undefined && { stream: around.stream }),
  };
}

/**
 * Milliseconds since 1970 of a number of them, or of ISO 8601 and its relatives (`2026-11-21 14:03:59.123`); without a zone it is
 * UTC, as in all that CloudWatch exports. Absent for anything else.
 */
export function instantOf(time: unknown): number | undefined {
  if (typeof time === 'number') return Number.isFinite(time) && time > 0 ? time : undefined;
  if (typeof time !== 'string') return undefined;
  const text = time.trim();
  if (/^\d{13}$/.test(text)) return Number(text);
  if (isoTime.exec(text)?.[0] !== text) return undefined;
  const ms = Date.parse(withZone(text.replace(' ', 'T').replace(',', '.')));
  return Number.isNaN(ms) ? undefined : ms;
}

const withZone = (text: string): string => (/(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(19)) ? text : `${text}Z`);

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const level = /\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b/;

/** A function that prints the platform's words: runtimes put the request id and a level before what a function logs. */
export const isQuotedBy = (prefix: string): boolean => uuid.test(prefix) || level.test(prefix);
