/**
 * AWS's URI encoding: all but the unreserved characters of RFC 3986 as upper-case `%XX` of their UTF-8 bytes.
 * Source: "Create a signed AWS API request", step 1 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
 */
export const uriEncode = (text: string): string => text.replace(reserved, percentEncoded);

/** The same for what has been encoded already, by whatever rules: `%7e` becomes `~`, and a lone `%` becomes `%25`. */
export const uriReencode = (encoded: string): string =>
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
