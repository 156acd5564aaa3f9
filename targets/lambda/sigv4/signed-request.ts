import type { HttpRequest } from '../../../src/model/http/request.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly rawUrl: string;
  readonly headers: HttpRequest['headers'];
  /** Names and values in turn; with them repeated headers keep all their values. */
  readonly rawHeaders?: readonly string[];
  readonly body: Buffer;
}

/** Name and value, as they are in the query: still percent-encoded. */
export type QueryPair = readonly [name: string, value: string];

export function splitUrl(rawUrl: string): { readonly path: string; readonly query: readonly QueryPair[] } {
  const queryAt = rawUrl.indexOf('?');
  if (queryAt < 0) return { path: rawUrl, query: [] };
  const pairs = rawUrl.slice(queryAt + 1).split('&');
  return { path: rawUrl.slice(0, queryAt), query: pairs.filter((pair) => pair !== '').map(pairOf) };
}

/** By lower-case name: all values of a header, in their order. */
export function headerValues({ headers, rawHeaders }: SignedRequest): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string) =>
    values.set(name.toLowerCase(), [...(values.get(name.toLowerCase()) ?? []), value]);
  if (rawHeaders === undefined) {
    for (const [name, value] of Object.entries(headers)) for (const one of [value ?? []].flat()) add(name, one);
  } else {
    for (let i = 0; i < rawHeaders.length; i += 2) add(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  }
  return values;
}

function pairOf(pair: string): QueryPair {
  const equalsAt = pair.indexOf('=');
  return equalsAt < 0 ? [pair, ''] : [pair.slice(0, equalsAt), pair.slice(equalsAt + 1)];
}
