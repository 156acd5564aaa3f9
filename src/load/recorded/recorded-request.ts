import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';

/** A request as somebody recorded it. */
export interface RecordedRequest {
  /** When it arrived, in ms on any clock. Undefined in a list of targets. */
  readonly atMs: number | undefined;
  /** Absent where the record has only a path. */
  readonly host?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why a line is no request. */
export class BadRecordError extends Error {}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

interface Written {
  readonly atMs: number | undefined;
  readonly method: string;
  /** Absolute, or from its path on. */
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | undefined;
}

/**
 * URLs are in no message: they may hold tokens.
 * @throws {BadRecordError} where it cannot be sent
 */
export function recorded({ atMs, method, url, headers = [], body }: Written): RecordedRequest {
  if (!methods.has(method)) throw new BadRecordError(`expected a method such as GET, got ${printable(method)}`);
  if (Number.isNaN(atMs)) throw new BadRecordError('expected the time of the request');
  const isAbsolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(url);
  if (isAbsolute && !URL.canParse(url)) throw new BadRecordError('expected a URL');
  const { host, pathname, search } = isAbsolute ? new URL(url) : { host: undefined, pathname: url, search: '' };
  const path = `${pathname}${search}`;
  if (!/^\/[!-~]*$/.test(path))
    throw new BadRecordError('expected a path that starts with / and has ASCII characters only');
  return { atMs, host, method, path, headers: carried(headers), ...(body !== undefined && body !== '' && { body }) };
}

/** What belongs to the connection, or to the framing of the message, is set by who sends it. */
const ofConnection =
  /^(:.*|host|connection|content-length|transfer-encoding|keep-alive|proxy-.*|upgrade|te|expect|http2-settings)$/i;

/** A header that comes several times is one with all values (RFC 9110, section 5.3). */
function carried(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of headers) {
    if (ofConnection.test(name)) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would end it
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value))
      throw new BadRecordError(`expected a header that can be sent, got ${printable(name)}`);
    const [key, before] = [name.toLowerCase(), kept.get(name.toLowerCase())];
    kept.set(key, before === undefined ? value.trim() : `${before}${key === 'cookie' ? '; ' : ', '}${value.trim()}`);
  }
  return Object.fromEntries(kept);
}

/** @param code of the error */
export function recordProblem(file: string, line: number | undefined, message: string, more = 0): UserError {
  const place = line === undefined ? printable(file) : `${printable(file)}:${line}`;
  const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'line' : 'lines'} like it)`;
  return new UserError('recording-invalid', `${place}: ${message}${others}`, { hint: 'mend or remove it' });
}
