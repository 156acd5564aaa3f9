import type { RequestBody } from '../../model/http/request.ts';
import type { Origin } from './origin.ts';

export interface RequestSpec {
  readonly method: string;
  /** Path and query, from `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
}

/** We frame the message ourselves; a header that says otherwise would make the server wait for what never comes. */
const framing = new Set(['content-length', 'transfer-encoding']);

/** Without a body these say that they have none; the others mean none (RFC 9110, section 8.6). */
export const meansBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** The request as it goes over the wire, built once and written as often as wanted. */
export function requestBytes(origin: Origin, request: RequestSpec): Buffer {
  const own = headersOf(origin, request);
  const body = bytesOfBody(request);
  if (body.length > 0 || meansBody.has(request.method)) own.set('content-length', String(body.length));
  const headers = [...own].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([
    Buffer.from(`${request.method} ${pathOf(origin, request.path)} HTTP/1.1\r\n${headers}\r\n`),
    body,
  ]);
}

/** Text is sent in UTF-8. */
export const bytesOfBody = ({ body = '' }: RequestSpec): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** Of every request, without those that frame it. Names in lower case. */
export function headersOf(origin: Origin, request: RequestSpec): Map<string, string> {
  const own = new Map([
    ['host', origin.hostHeader],
    ['user-agent', 'rollcall'],
    ['accept', '*/*'],
  ]);
  for (const [name, value] of Object.entries(request.headers)) {
    if (!framing.has(name.toLowerCase())) own.set(name.toLowerCase(), value);
  }
  return own;
}

/** The path of the URL goes before that of the request; a request for `/` is one for the URL itself. */
export function pathOf(origin: Origin, requestPath: string): string {
  const own = withoutFragment(requestPath);
  const path = own === '/' ? origin.path : origin.path.replace(/\/+$/, '') + own;
  if (origin.query === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${origin.query}`;
}

/** A fragment is the client's own and is not sent (RFC 9110, section 7.1). */
export const withoutFragment = (path: string): string => path.split('#', 1)[0] ?? path;
