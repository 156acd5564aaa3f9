/** Bytes came that are no HTTP/1.1 answer, or one beyond the bounds. */
export class MalformedAnswer extends Error {}

/** Status line and headers of an answer. */
export interface Head {
  readonly minorVersion: 0 | 1;
  readonly status: number;
  /**
   * Names in lower case. Values hold one byte per character (Latin-1), as nothing says which encoding they are in; those of a repeated
   * header are joined by `, ` in order (RFC 9110, section 5.3).
   */
  readonly headers: HeaderValues;
}

/** Values by names in lower case. */
export interface HeaderValues extends Iterable<[string, string]> {
  get(name: string): string | undefined;
}

/** How the end of a body is known (RFC 9112, section 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n\0]*)?$/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A control character other than a tab, or half a line end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a header
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n/;

/**
 * @param text everything before the empty line, as Latin-1
 * @throws {MalformedAnswer}
 */
export function parseHead(text: string): Head & { readonly headers: ReadonlyMap<string, string> } {
  // Once for all lines: testing each costs more than all else here.
  const clean = !forbidden.test(text);
  const lines = text.split('\r\n');
  const first = statusLine.exec(lines[0] ?? '');
  if (first === null) throw new MalformedAnswer('the first line is no HTTP/1.1 status line');
  if (!clean) throw new MalformedAnswer('a control character in a header');
  return {
    minorVersion: first[1] === '0' ? 0 : 1,
    status: Number(first[2]),
    headers: parseHeaders(lines),
  };
}

/** @throws {MalformedAnswer} if the two ways to tell a length contradict each other */
export function framingOf({ status, headers }: Head, method: string): Framing {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  const coding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (coding !== undefined) {
    // Two lengths in one answer are how responses are smuggled past a proxy; Node's own parser refuses them too.
    if (length !== undefined) throw new MalformedAnswer('both transfer-encoding and content-length');
    return { kind: lastOf(coding) === 'chunked' ? 'chunked' : 'until-close' };
  }
  return length === undefined ? { kind: 'until-close' } : { kind: 'length', bytes: parseLength(length) };
}

/** Whether the connection can carry another request after this answer, as far as the head says. */
export function keepsAlive({ minorVersion, headers }: Head, framing: Framing): boolean {
  if (framing.kind === 'until-close') return false;
  const connection = headers.get('connection');
  if (connection === undefined) return minorVersion === 1;
  const options = listOf(connection);
  return minorVersion === 1 ? !options.includes('close') : options.includes('keep-alive');
}

function parseHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  let last: string | undefined;
  for (let i = 1; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (isSpace(line.charCodeAt(0))) {
      // A folded line (RFC 9112, section 5.2) continues the value above it.
      if (last === undefined) throw new MalformedAnswer('a header starts with a space');
      headers.set(last, `${headers.get(last)} ${trimmed(line)}`);
      continue;
    }
    const colon = line.indexOf(':');
    const name = nameOf(line.slice(0, Math.max(0, colon)));
    const value = trimmed(line.slice(colon + 1));
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
    last = name;
  }
  return headers;
}

/** The names that came so far, as they came: a server says the same few in every answer. */
const knownNames = new Map<string, string>();
const mostKnownNames = 1000;

function nameOf(text: string): string {
  const known = knownNames.get(text);
  if (known !== undefined) return known;
  if (!token.test(text)) throw new MalformedAnswer('a header without a valid name');
  const name = text.toLowerCase();
  if (knownNames.size < mostKnownNames) knownNames.set(text, name);
  return name;
}

/** Without HTTP's optional white space (RFC 9110, section 5.6.3). */
export function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from += 1;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

const space = 0x20;
const tab = 0x09;
const isSpace = (code: number): boolean => code === space || code === tab;

const listOf = (value: string): string[] => value.split(',').map((item) => trimmed(item).toLowerCase());

const lastOf = (value: string): string | undefined => listOf(value).at(-1);

const digits = /^\d{1,15}$/;

/** A repeated but equal length is one length (RFC 9110, section 8.6). */
function parseLength(value: string): number {
  if (digits.test(value)) return Number(value);
  const lengths = new Set(listOf(value));
  const [text = ''] = lengths;
  if (lengths.size !== 1 || !digits.test(text)) throw new MalformedAnswer('content-length is no one number');
  return Number(text);
}
