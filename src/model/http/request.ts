import { isUtf8 } from 'node:buffer';

/** Of a request that is sent: text in UTF-8, or bytes as they are. */
export type RequestBody = string | Uint8Array;

/** A request as whoever makes an event of it has received it. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly rawUrl: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn; with them repeated headers are joined as AWS does, not as Node does. */
  readonly rawHeaders?: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Of the connection to this server. */
  readonly protocol: 'http' | 'https';
  readonly port: number;
  readonly requestId: string;
  /** `Root=1-...`, with or without more. */
  readonly traceId: string;
  readonly nowEpochMs: number;
  readonly domainName: string;
}

/** Both as they were sent; the query without its question mark. */
export function pathAndQuery({ rawUrl }: Pick<HttpRequest, 'rawUrl'>): {
  readonly path: string;
  readonly query: string;
} {
  const queryAt = rawUrl.indexOf('?');
  return queryAt < 0
    ? { path: rawUrl, query: '' }
    : { path: rawUrl.slice(0, queryAt), query: rawUrl.slice(queryAt + 1) };
}

/** Names, as they were written, and values. */
export function headerLines({ headers, rawHeaders }: HttpRequest): [string, string][] {
  if (rawHeaders === undefined)
    return Object.entries(headers).flatMap(([name, values]) =>
      [values ?? []].flat().map((value): [string, string] => [name, value]),
    );
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as [string, string]] : []));
}

/**
 * What AWS adds to the headers of a request, in the place of the client's own. The client's addresses come first. A client that
 * sends a trace id goes on with it.
 */
export function addedHeaders(request: HttpRequest): Record<'for' | 'port' | 'proto' | 'traceId', string> {
  const own = (wanted: string) =>
    headerLines(request)
      .filter(([name]) => name.toLowerCase() === wanted)
      .map(([, value]) => value);
  return {
    for: [...own('x-forwarded-for'), request.sourceIp].join(', '),
    port: String(request.port),
    proto: request.protocol,
    traceId: own('x-amzn-trace-id')[0] ?? request.traceId.split(';', 1)[0] ?? '',
  };
}

/** `Thu, 12 Mar 2020 19:03:58 GMT` as `12/Mar/2020:19:03:58 +0000`. */
export function logTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The values of each name, in their order. */
export function listsOf(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
}

/** The first label of a host name: the id of a URL or API. */
export const firstLabel = (domainName: string): string => domainName.split('.', 1)[0] ?? '';

/** Text travels as it is. All else, and what says that it is text but is not, travels in base64. */
export function carried(
  body: Buffer,
  isTextType: boolean,
): { readonly body: string; readonly isBase64Encoded: boolean } {
  const isText = isTextType && isUtf8(body);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
