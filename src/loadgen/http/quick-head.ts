import type { Head, HeaderValues } from './http-head.ts';

export interface QuickHead extends Head {
  /** Its own, with the empty line behind it. */
  readonly bytes: Buffer;
}

/**
 * A complete head with nothing unusual in it, read in one pass over its bytes. Values become strings only when they are asked for: all
 * of them would take longer than the rest of a request. Undefined if `parseHead` has to look at it, or might refuse it.
 * @param end of the bytes, which begin with the head
 */
export function quickHead(bytes: Buffer, end: number): QuickHead | undefined {
  const status = end > 12 ? statusOf(bytes) : undefined;
  let at = status === undefined ? -1 : lineEnd(bytes, 12, end);
  if (status === undefined || at === -1) return undefined;
  const headers = new QuickHeaders(bytes);
  while (at + 3 < end && !(bytes[at + 2] === cr && bytes[at + 3] === lf)) {
    at = headers.read(at + 2, end);
    if (at === -1) return undefined;
  }
  if (at + 3 >= end) return undefined;
  return { minorVersion: 1, status, headers, bytes: headers.end(at + 4) };
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

/** Where the line ends; -1 if a control character, half a line end or the end of the bytes comes first. */
function lineEnd(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at + 1 < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < space ? byte !== tab : byte === del) return byte === cr && bytes[at + 1] === lf ? at : -1;
  }
  return -1;
}

/** The names of the latest head, in order, each once: a server sends the same few in the same order. */
let latestNames: string[] = [];

class QuickHeaders implements HeaderValues {
  private bytes: Buffer;
  /** Those of the head before, as long as this one has the same. */
  private names = latestNames;
  private count = 0;
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
    const at = this.readName(from);
    const lineEndsAt = at === -1 ? -1 : lineEnd(bytes, at + 1, headEnd);
    if (lineEndsAt === -1) return -1;
    let [valueAt, valueEndsAt] = [at + 1, lineEndsAt];
    while (valueAt < valueEndsAt && isSpace(bytes[valueAt])) valueAt += 1;
    while (valueEndsAt > valueAt && isSpace(bytes[valueEndsAt - 1])) valueEndsAt -= 1;
    this.spans.push(valueAt, valueEndsAt);
    return lineEndsAt;
  }

  /** The head ends here. Returns a copy of it, from which values are read from now on. */
  end(at: number): Buffer {
    if (this.count < this.names.length) this.names = this.names.slice(0, this.count);
    latestNames = this.names;
    const own = Buffer.allocUnsafe(at);
    this.bytes.copy(own, 0, 0, at);
    this.bytes = own;
    return own;
  }

  /** Returns where its colon is, or -1. */
  private readName(from: number): number {
    const expected = this.names[this.count];
    if (expected !== undefined && isName(expected, this.bytes, from)) {
      this.count += 1;
      return from + expected.length;
    }
    const at = nameEnd(this.bytes, from);
    if (at === from || this.bytes[at] !== colon) return -1;
    const name = nameOf(this.bytes, from, at);
    if (this.names === latestNames) this.names = latestNames.slice(0, this.count);
    if (this.names.includes(name)) return -1;
    this.count = this.names.push(name);
    return at;
  }
}

const isSpace = (byte: number | undefined): boolean => byte === space || byte === tab;

/** Of each byte that may be in a name (RFC 9110, section 5.6.2) the one in lower case; 0 of the others. */
const tokens = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
});

function nameEnd(bytes: Buffer, from: number): number {
  let at = from;
  while ((tokens[bytes[at] ?? 0] ?? 0) !== 0) at += 1;
  return at;
}

/** The names that have come so far, in lower case, by their spelling. */
const knownNames = new Map<string, string>();
const mostKnownNames = 1000;

function nameOf(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('latin1', from, to);
  const known = knownNames.get(text);
  if (known !== undefined) return known;
  const name = text.toLowerCase();
  if (knownNames.size < mostKnownNames) knownNames.set(text, name);
  return name;
}

/** Whether this name is here, and a colon behind it. */
function isName(name: string, bytes: Buffer, from: number): boolean {
  for (let i = 0; i < name.length; i += 1) if (name.charCodeAt(i) !== tokens[bytes[from + i] ?? 0]) return false;
  return bytes[from + name.length] === colon;
}
