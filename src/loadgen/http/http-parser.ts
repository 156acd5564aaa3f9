import type { Introduction } from '../identity/introduction.ts';
import {
  type Framing,
  framingOf,
  type Head,
  type HeaderValues,
  keepsAlive,
  MalformedAnswer,
  parseHead,
} from './http-head.ts';
import { KeptBytes } from './kept-bytes.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; values one byte per character (Latin-1), without outer white space; those of a repeated header joined by `, `. */
  readonly headers: HeaderValues;
  /** The first `keepBodyBytes` of the body. */
  readonly body: Buffer;
  /** Whether the body goes on behind these. */
  readonly isBodyCut: boolean;
  /** Whether the connection can carry another request. */
  readonly keepAlive: boolean;
  /** As `introductionOf` read it, for the next time that this answer comes. */
  introduction?: Introduction | undefined;
}

export interface ParserOptions {
  /** Of the request: an answer to HEAD has no body. */
  readonly method: string;
  /** Nobody reads more of the body than this; the rest is read and dropped. */
  readonly keepBodyBytes: number;
}

export type ParseResult =
  | { readonly kind: 'need-more' }
  /** `restBytes`: what came after the answer's end, which nobody asked for. */
  | { readonly kind: 'done'; readonly answer: HttpAnswer; readonly restBytes: number }
  | { readonly kind: 'malformed'; readonly message: string }
  /** The connection ended before the answer did. */
  | { readonly kind: 'incomplete' };

type State = 'head' | 'length' | 'until-close' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'done';

/** Of all heads and trailers of one answer together, 1xx included. */
const maxHeadBytes = 64 * 1024;
const maxChunkLineBytes = 8 * 1024;
const start = Buffer.from('HTTP/1.');
const none = Buffer.alloc(0);
const needMore: ParseResult = { kind: 'need-more' };

/**
 * One HTTP/1.1 answer (RFC 9112), fed piece by piece; how it is cut into pieces makes no difference. Bounded in memory,
 * however long the body is, and never throws on input. Interim 1xx answers are skipped, trailers are read and dropped.
 */
export class AnswerParser {
  private readonly options: ParserOptions;
  private readonly kept: KeptBytes;
  private state: State = 'head';
  private input: Buffer = none;
  private head: Head | undefined;
  private framing: Framing = { kind: 'none' };
  private headBytes = 0;
  /** Of the body with a length, or of the present chunk. */
  private remaining = 0;
  private broken: ParseResult | undefined;
  private interimCount = 0;

  constructor(options: ParserOptions) {
    this.options = options;
    this.kept = new KeptBytes(options.keepBodyBytes);
  }

  /** Interim answers (1xx) that were read so far. */
  get interims(): number {
    return this.interimCount;
  }

  /** Whether bytes came that belong to none of them. */
  get hasBegun(): boolean {
    return this.state !== 'head' || this.input.length > 0 || this.broken !== undefined;
  }

  /** Keeps a copy of what it cannot read yet. */
  feed(chunk: Buffer): ParseResult {
    if (this.broken !== undefined) return this.broken;
    const isBorrowed = this.input.length === 0;
    this.input = isBorrowed ? chunk : Buffer.concat([this.input, chunk]);
    try {
      while (this.state !== 'done') {
        const next = this.step();
        if (next === undefined) {
          if (isBorrowed) this.input = Buffer.from(this.input);
          return needMore;
        }
        this.state = next;
      }
      return this.finished();
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      this.input = none;
      this.broken = { kind: 'malformed', message: error.message };
      return this.broken;
    }
  }

  /** The other side has closed the connection: no more bytes will come. */
  end(): ParseResult {
    if (this.broken !== undefined) return this.broken;
    if (this.state === 'until-close' || this.state === 'done') return this.finished();
    return { kind: 'incomplete' };
  }

  /** The state that the input leads to, or nothing if it takes more input to tell. */
  private step(): State | undefined {
    switch (this.state) {
      case 'head':
        return this.readHead();
      case 'chunk-size':
        return this.readChunkSize();
      case 'chunk-data':
        return this.readBody('chunk-end');
      case 'chunk-end':
        return this.readChunkEnd();
      case 'trailers':
        return this.readTrailer();
      case 'until-close':
        this.remaining = this.input.length;
        this.readBody('done');
        return undefined;
      default:
        return this.readBody('done');
    }
  }

  private readHead(): State | undefined {
    const seen = Math.min(this.input.length, start.length);
    if (this.input.compare(start, 0, seen, 0, seen) !== 0) throw new MalformedAnswer('this is no HTTP/1.1 answer');
    const end = this.input.indexOf('\r\n\r\n');
    this.boundHead(end === -1 ? this.input.length : end + 4);
    if (end === -1) return undefined;
    const head = parseHead(this.input.toString('latin1', 0, end));
    this.headBytes += end + 4;
    this.input = this.input.subarray(end + 4);
    if (head.status === 101) throw new MalformedAnswer('101 switches to a protocol that nobody asked for');
    if (head.status < 200) {
      this.interimCount += 1;
      return 'head';
    }
    this.head = head;
    this.framing = framingOf(head, this.options.method);
    return this.bodyState(this.framing);
  }

  private bodyState(framing: Framing): State {
    switch (framing.kind) {
      case 'chunked':
        return 'chunk-size';
      case 'until-close':
        return 'until-close';
      case 'none':
        return 'done';
      case 'length':
        this.remaining = framing.bytes;
        return 'length';
    }
  }

  private readBody(next: State): State | undefined {
    const taken = Math.min(this.remaining, this.input.length);
    this.kept.add(this.input.subarray(0, taken));
    this.remaining -= taken;
    this.input = this.input.subarray(taken);
    return this.remaining === 0 ? next : undefined;
  }

  private readChunkSize(): State | undefined {
    const line = this.readLine(maxChunkLineBytes, 'the line of a chunk’s size');
    if (line === undefined) return undefined;
    const size = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?$/.exec(line)?.[1];
    if (size === undefined) throw new MalformedAnswer('a chunk without a valid size');
    this.remaining = Number.parseInt(size, 16);
    return this.remaining === 0 ? 'trailers' : 'chunk-data';
  }

  private readChunkEnd(): State | undefined {
    const [first, second] = this.input;
    const wrong = (first !== undefined && first !== 0x0d) || (second !== undefined && second !== 0x0a);
    if (wrong) throw new MalformedAnswer('a chunk is longer than its size');
    if (second === undefined) return undefined;
    this.input = this.input.subarray(2);
    return 'chunk-size';
  }

  private readTrailer(): State | undefined {
    const line = this.readLine(maxHeadBytes - this.headBytes, 'the head and the trailers');
    if (line === undefined) return undefined;
    this.headBytes += line.length + 2;
    if (line !== '' && !line.includes(':')) throw new MalformedAnswer('a trailer without a name');
    return line === '' ? 'done' : 'trailers';
  }

  private readLine(maxBytes: number, what: string): string | undefined {
    const end = this.input.indexOf('\r\n');
    if ((end === -1 ? this.input.length - 1 : end) > maxBytes) throw new MalformedAnswer(`${what}: too long`);
    if (end === -1) return undefined;
    const line = this.input.toString('latin1', 0, end);
    this.input = this.input.subarray(end + 2);
    return line;
  }

  private boundHead(bytes: number): void {
    if (this.headBytes + bytes > maxHeadBytes) throw new MalformedAnswer(`a head of more than ${maxHeadBytes} bytes`);
  }

  private finished(): ParseResult {
    const { head, framing } = this;
    if (head === undefined) return { kind: 'incomplete' };
    const { status, headers } = head;
    const answer = { status, headers, ...this.kept.body(), keepAlive: keepsAlive(head, framing) };
    return { kind: 'done', answer, restBytes: this.input.length };
  }
}
