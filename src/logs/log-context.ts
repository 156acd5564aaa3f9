import { optional } from '../model/optional.ts';
/** The origin of a line, from its prefix or envelope. */
export interface LogContext {
  readonly atEpochMs?: number;
  /** Name of the log stream: one execution environment. */
  readonly stream?: string;
  /** The function whose log it is. */
  readonly functionName?: string;
}

/** A copy. A V8 slice would keep its large parent text in memory. */
export const own = (text: string): string => Buffer.from(text).toString();

const isoTime = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}(?!\d))?/;
const epochMs = /(?<!\d)\d{13}(?!\d)/;
const streamName = /\d{4}\/\d{2}\/\d{2}\/[^\s[]*\[[^\s\]]+\][0-9a-f]+/;

/** `/aws/lambda/orders`, `123456789012:/aws/lambda/orders`; other log groups are named by a user, and stand for a function as they are. */
export const functionOfGroup = (group: string): string =>
  own(/(?:^|:)\/aws\/lambda\/(.+)$/.exec(group)?.[1] ?? group.replace(/^\d{12}:/, ''));

/** Streams in a log group that several functions share: `2026/11/21/orders[7]0a1b2c3d`. */
export function functionOfStream(stream: string | undefined): string | undefined {
  const name = /^\d{4}\/\d{2}\/\d{2}\/([^[]+)\[/.exec(stream ?? '')?.[1];
  return name === undefined ? undefined : own(name);
}

/** The prefix of a platform line: `aws logs tail` writes the time and the log stream, other tools only one of them. */
export function contextOfPrefix(prefix: string, outer: LogContext): LogContext {
  if (prefix.trim() === '') return outer;
  const at = isoTime.exec(prefix)?.[0] ?? epochMs.exec(prefix)?.[0];
  const atEpochMs = (at === undefined ? undefined : instantOf(at)) ?? outer.atEpochMs;
  const stream = streamName.exec(prefix)?.[0];
  return {
    ...optional('atEpochMs', atEpochMs),
    ...(stream !== undefined ? { stream: own(stream) } : outer.stream !== undefined && { stream: outer.stream }),
    ...optional('functionName', outer.functionName),
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
