import { optional } from '../model/optional.ts';
/** The origin of a line, from its prefix or envelope. */
export interface LogContext {
  readonly atEpochMs?: number;
  /** Name of the log stream: one execution environment. */
  readonly stream?: string;
}

/** A copy. A V8 slice would keep its large parent text in memory. */
export const own = (text: string): string => Buffer.from(text).toString();

const isoTime = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}(?!\d))?/;
const epochMs = /(?<!\d)\d{13}(?!\d)/;
const streamName = /\d{4}\/\d{2}\/\d{2}\/[^\s[]*\[[^\s\]]+\][0-9a-f]+/;

/** The prefix of a platform line: `aws logs tail` writes the time and the log stream, other tools only one of them. */
export function contextOfPrefix(prefix: string, outer: LogContext): LogContext {
  if (prefix.trim() === '') return outer;
  const at = isoTime.exec(prefix)?.[0] ?? epochMs.exec(prefix)?.[0];
  const atEpochMs = (at === undefined ? undefined : instantOf(at)) ?? outer.atEpochMs;
  const stream = streamName.exec(prefix)?.[0];
  return {
    ...optional('atEpochMs', atEpochMs),
    ...(stream !== undefined ? { stream: own(stream) } : outer.stream !== undefined && { stream: outer.stream }),
  };
}

/**
 * Milliseconds since 1970, from a number or from ISO 8601 and similar formats (`2026-11-21 14:03:59.123`). Without a time zone it is
 * UTC, as in all exports of CloudWatch. Undefined for other texts.
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

/** Output of a function that looks like a platform line: runtimes write the request ID and a level before it. */
export const isQuotedBy = (prefix: string): boolean => uuid.test(prefix) || level.test(prefix);
