import type { SignatureClaim } from './claim.ts';
import { sha256Hex } from './signature.ts';
import { headerValues, type QueryPair, type SignedRequest, splitUrl } from './signed-request.ts';

/**
 * The text whose hash is signed: method, path, query, headers, the names of the headers, hash of the body.
 * Lambda takes no unsigned payloads: the hash is always that of the body at hand. Of a presigned URL all of the query is
 * signed but the signature.
 * Source: "Create a signed AWS API request", step 1 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
 */
export function canonicalRequest(request: SignedRequest, { signedHeaders, expiresS }: Signed): string {
  const { path, query } = splitUrl(request.rawUrl);
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(expiresS === undefined ? query : query.filter(([name]) => name !== 'X-Amz-Signature')),
    ...canonicalHeaders(request, signedHeaders),
    '',
    signedHeaders.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

type Signed = Pick<SignatureClaim, 'signedHeaders' | 'expiresS'>;

/** Empty and dot segments resolved, and each segment, encoded as it already is, encoded once more: all services but S3. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(uriEncode(segment));
  }
  const slash = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${slash}`;
}

function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]): QueryPair => [uriReencode(name), uriReencode(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => inOrder(nameA, nameB) || inOrder(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function canonicalHeaders(request: SignedRequest, signedHeaders: readonly string[]): string[] {
  const values = headerValues(request);
  return signedHeaders.map((name) => `${name}:${(values.get(name) ?? []).map(oneSpaced).join(',')}`);
}

const oneSpaced = (value: string): string => value.trim().replace(/ +/g, ' ');

/**
 * AWS's URI encoding: all but the unreserved characters of RFC 3986 as upper-case `%XX` of their UTF-8 bytes.
 * Source: "Create a signed AWS API request", step 1 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
 */
const uriEncode = (text: string): string => text.replace(reserved, percentEncoded);

/** The same for what has been encoded already, by whatever rules: `%7e` becomes `~`, and a lone `%` becomes `%25`. */
const uriReencode = (encoded: string): string =>
  encoded.replace(encodedOrReserved, (part) => (hexPair.test(part) ? reencoded(part) : percentEncoded(part)));

const reserved = /[^A-Za-z0-9\-._~]/gu;
const unreserved = /[A-Za-z0-9\-._~]/;
const hexPair = /^%[0-9A-Fa-f]{2}$/;
const encodedOrReserved = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/gu;

const percentEncoded = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

function reencoded(part: string): string {
  const character = String.fromCharCode(Number.parseInt(part.slice(1), 16));
  return unreserved.test(character) ? character : part.toUpperCase();
}
