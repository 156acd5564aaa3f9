import { optional } from '../model/optional.ts';
import type { Outcome } from '../model/outcome.ts';
import type { HttpAnswer } from './http-parser.ts';

/** What a whole answer means. `epochMs`: the instant it came, for a Retry-After that names a date. */
export function outcomeOf({ status, headers }: HttpAnswer, epochMs: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'answered', status };
  if (status !== 429) return { kind: 'http-error', status };
  return { kind: 'throttled', status, ...optional('retryAfterMs', retryAfterMs(headers.get('retry-after'), epochMs)) };
}

/** What an error of a socket means: before the request was sent it is about the address, afterwards about the answer. */
export function failureOf(error: NodeJS.ErrnoException, sent: boolean): Outcome {
  const message = error.message === '' ? (error.code ?? error.name) : error.message;
  if (error.code === 'ECONNREFUSED') return { kind: 'refused', message };
  if (sent || endings.has(error.code ?? '')) return { kind: 'reset', message };
  return { kind: 'unreachable', message: message + (localLimits[error.code ?? ''] ?? '') };
}

const endings = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Limits of this machine, not of the target. */
const localLimits: Readonly<Record<string, string>> = {
  EMFILE: ' (this machine: raise ulimit -n above the size of the burst)',
  ENFILE: ' (this machine: raise fs.file-max)',
  EADDRNOTAVAIL: ' (this machine: no port left; widen net.ipv4.ip_local_port_range)',
};

/** Seconds, or an HTTP date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | undefined, epochMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const dateMs = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - epochMs);
}
