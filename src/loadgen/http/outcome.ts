import { optional } from '../../model/optional.ts';
import type { Outcome } from '../../model/outcome.ts';
import { MalformedAnswer } from './http-head.ts';
import type { HttpAnswer } from './http-parser.ts';

export interface AnswerContext {
  readonly isExpected: (status: number) => boolean;
  /** The instant at which the answer came, for a Retry-After that names a date in an answer that names none. */
  readonly epochMs: number;
  /** Where the platform said more than a status. */
  readonly reason?: string | undefined;
}

/** What a whole answer means. An expected status is an answer, whatever else it would be. */
export function outcomeOf({ status, headers }: HttpAnswer, { isExpected, epochMs, reason }: AnswerContext): Outcome {
  if (isExpected(status))
    return reason === undefined ? { kind: 'answered', status } : { kind: 'answered', status, message: reason };
  if (status !== 429) return { kind: 'http-error', status, ...optional('message', reason) };
  return {
    kind: 'throttled',
    status,
    ...optional('retryAfterMs', retryAfterMs(headers.get('retry-after'), saidAt(headers.get('date')) ?? epochMs)),
  };
}

/** What an error of a socket means: before the request was sent it is about the address, afterwards about the answer. */
export function failureOf(error: NodeJS.ErrnoException, sent: boolean): Outcome {
  const message = error.message === '' ? (error.code ?? error.name) : error.message;
  if (error.code === 'ECONNREFUSED') return { kind: 'refused', message };
  if (sent || endings.has(error.code ?? '')) return { kind: 'reset', message };
  return { kind: 'unreachable', message: message + (localLimits[error.code ?? ''] ?? '') };
}

/** The same for the errors of undici and of `node:http2`, which have codes of their own. */
export function undiciFailureOf(error: NodeJS.ErrnoException, sent: boolean): Outcome {
  const { code = '', name, message } = error;
  if (error instanceof MalformedAnswer) return { kind: 'malformed', message };
  if (name === 'HTTPParserError' || noHttp.has(code) || badAnswers.has(message)) return { kind: 'malformed', message };
  if (brokenOff.has(code) && sent)
    return { kind: 'reset', message: `the connection ended before the answer was complete (${message})` };
  return failureOf(error, sent);
}

/** Beside undici's errors of the parser, which have no code. `ERR_HTTP2_ERROR`: nghttp2 got what is no HTTP/2. */
const noHttp = new Set(['UND_ERR_HEADERS_OVERFLOW', 'ERR_HTTP2_ERROR']);
/** Of `UND_ERR_SOCKET`, which says so of connections that end, too. */
const badAnswers = new Set(['bad response', 'bad upgrade']);
const brokenOff = new Set(['UND_ERR_SOCKET', 'UND_ERR_INFO', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

const endings = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Limits of this machine, not of the target. */
const localLimits: Readonly<Record<string, string>> = {
  EMFILE: ' (this machine: raise ulimit -n above the size of the burst)',
  ENFILE: ' (this machine: raise fs.file-max)',
  EADDRNOTAVAIL: ' (this machine: no port left; widen net.ipv4.ip_local_port_range)',
};

/** When the other side says that it answered: its date is compared with its own clock, which ours may differ from. */
function saidAt(date: string | undefined): number | undefined {
  const epochMs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

/** Seconds, or an HTTP date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | undefined, epochMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const dateMs = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - epochMs);
}
