import { UserError } from '../../model/errors.ts';
import type { RequestBody } from '../../model/http/request.ts';
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
  readonly body?: RequestBody;
}

/** A record that is sound, but no request that can be sent again. */
export interface LeftOut {
  /** `of a web socket` */
  readonly why: string;
}

/** What a line or an entry is; undefined for a line that is no record. */
export type Read = RecordedRequest | LeftOut | undefined;

/** Why a line is no request. */
export class BadRecordError extends Error {}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What others have sent may have any method, such as PROPFIND, and `OPTIONS *` asks for no path (RFC 9110, section 9.3.7). */
export function notSent(method: string, url: string): LeftOut | undefined {
  if (!methods.has(method)) return { why: `with the method ${printable(method)}` };
  return url === '*' ? { why: `with \`${method} *\`` } : undefined;
}

interface Written {
  readonly atMs: number | undefined;
  readonly method: string;
  /** Absolute, or from its path on. */
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: RequestBody | undefined;
}

/**
 * URLs are in no message: they may hold tokens.
 * @throws {BadRecordError} where it cannot be sent
 */
export function recorded({ atMs, method, url, headers = [], body }: Written): RecordedRequest {
  if (!methods.has(method)) throw new BadRecordError(`expected a method such as GET, got ${printable(method)}`);
  if (Number.isNaN(atMs)) throw new BadRecordError('expected the time of the request');
  const { host, path } = placeOf(url);
  if (!/^\/[!-~]*$/.test(path))
    throw new BadRecordError('expected a path that starts with / and has ASCII characters only');
  const hasBody = body !== undefined && body.length > 0;
  return { atMs, host, method, path, headers: carried(headers), ...(hasBody && { body }) };
}

/** The path as it was written: `URL` would remove the dots of `/a/../b`. */
function placeOf(url: string): { readonly host: string | undefined; readonly path: string } {
  const [, rest] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url) ?? [];
  if (rest === undefined) return { host: undefined, path: url };
  if (!URL.canParse(url)) throw new BadRecordError('expected a URL');
  const path = rest.replace(/[^!-~]+/g, percentEncoded);
  return { host: new URL(url).host, path: path.startsWith('/') ? path : `/${path}` };
}

const percentEncoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

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

/** @param line undefined for a problem of the whole file */
export function recordProblem(
  file: string,
  line: number | undefined,
  { message, hint = 'mend or remove it', more = 0 }: { message: string; hint?: string; more?: number },
): UserError {
  const place = line === undefined ? printable(file) : `${printable(file)}:${line}`;
  const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'line' : 'lines'} like it)`;
  return new UserError('recording-invalid', `${place}: ${message}${others}`, { hint });
}
