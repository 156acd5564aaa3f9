import type { Head, HeaderValues } from './http-head.ts';

/**
 * A head without anything unusual about it, read in one pass over its bytes. Texts are made only of values that are asked for: of all
 * of them they take longer than the rest of a request. Undefined if `parseHead` has to look at it, or might refuse it.
 * @param end of the head, before its empty line
 */
export function quickHead(bytes: Buffer, end: number): Head | undefined {
  const status = statusOf(bytes);
  let at = status === undefined ? -1 : lineEnd(bytes, 12, end);
  if (status === undefined || at === -1) return undefined;
  const headers = new QuickHeaders(bytes);
  while (at < end) {
    at = headers.read(at + 2, end);
    if (at === -1) return undefined;
  }
  return { minorVersion: 1, status, headers };
}

const start = Buffer.from('HTTP/1.1 ');
const [tab, lf, cr, space, colon, zero, del] = [0x09, 0x0a, 0x0d, 0x20, 0x3a, 0x30, 0x7f];

function statusOf(bytes: Buffer): number | undefined {
  for (let i = 0; i < start.length; i += 1) if (bytes[i] !== start[i]) return undefined;
  const [a, b, c] = [digitAt(bytes, 9), digitAt(bytes, 10), digitAt(bytes, 11)];
  const isStatus = a >= 1 && a <= 9 && b >= 0 && b <= 9 && c >= 0 && c <= 9;
  return isStatus && (bytes[12] === space || bytes[12] === cr) ? a * 100 + b * 10 + c : undefined;
}

const digitAt = (bytes: Buffer, at: number): number => (bytes[at] ?? 0) - zero;

/** Where the line ends, or the head with it; -1 if a control character or half a line end comes before. */
function lineEnd(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < space ? byte !== tab : byte === del) return byte === cr && bytes[at + 1] === lf ? at : -1;
  }
  return at;
}

class QuickHeaders implements HeaderValues {
  private readonly bytes: Buffer;
  private readonly names: string[] = [];
  private readonly spans: number[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get(name: string): string | undefined {
    const index = this.names.indexOf(name);
    if (index === -1) return undefined;
    return this.bytes.toString('latin1', this.spans[2 * index], this.spans[2 * index + 1]);
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    for (const name of this.names) yield [name, this.get(name) ?? ''];
  }

  /** Reads the line that begins here. Returns its end; -1 if it is folded, broken, or names a header again. */
  read(from: number, headEnd: number): number {
    const { bytes } = this;
    let at = from;
    let hash = 0;
    for (let letter = tokens[bytes[at] ?? 0] ?? 0; letter !== 0; letter = tokens[bytes[at] ?? 0] ?? 0) {
      hash = (hash * 31 + letter) | 0;
      at += 1;
    }
    const lineEndsAt = lineEnd(bytes, at, headEnd);
    if (at === from || bytes[at] !== colon || lineEndsAt === -1) return -1;
    const name = nameOf(bytes, from, at, hash);
    if (this.names.includes(name)) return -1;
    let [valueAt, valueEndsAt] = [at + 1, lineEndsAt];
    while (valueAt < valueEndsAt && isSpace(bytes[valueAt])) valueAt += 1;
    while (valueEndsAt > valueAt && isSpace(bytes[valueEndsAt - 1])) valueEndsAt -= 1;
    this.names.push(name);
    this.spans.push(valueAt, valueEndsAt);
    return lineEndsAt;
  }
}

const isSpace = (byte: number | undefined): boolean => byte === space || byte === tab;

/** Of each byte that may be in a name (RFC 9110, section 5.6.2) the one in lower case; 0 of the others. */
const tokens = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
});

/** The names that came so far, by their hash: a server says the same few in every answer. */
const knownNames = new Map<number, string>();
const mostKnownNames = 1000;

function nameOf(bytes: Buffer, from: number, to: number, hash: number): string {
  const known = knownNames.get(hash);
  if (known !== undefined && isName(known, bytes, from, to)) return known;
  const name = bytes.toString('latin1', from, to).toLowerCase();
  if (known === undefined && knownNames.size < mostKnownNames) knownNames.set(hash, name);
  return name;
}

function isName(name: string, bytes: Buffer, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i += 1) if (name.charCodeAt(i) !== tokens[bytes[from + i] ?? 0]) return false;
  return true;
}
