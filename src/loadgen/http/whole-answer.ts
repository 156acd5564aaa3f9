import { type Framing, framingOf, keepsAlive, MalformedAnswer } from './http-head.ts';
import type { HttpAnswer, ParseResult, ParserOptions } from './http-parser.ts';
import { quickHead } from './quick-head.ts';

/** Well below what the parser allows a head: whatever is longer is for the parser to judge. */
const longestHead = 16 * 1024;
const noBody = Buffer.alloc(0);

/** A head that has come, and the answer that it begins. */
interface Known {
  readonly head: Buffer;
  readonly bodyBytes: number;
  readonly result: ParseResult & { readonly kind: 'done' };
}

/**
 * Reads the answers of one connection that come in one piece, with their length in their head: nearly all do. Keeps none of the bytes
 * that it gets. A server often sends the same head again: then the answer is the same object, unless its body is kept.
 */
export class WholeAnswers {
  private readonly options: ParserOptions;
  private latest: Known | undefined;

  constructor(options: ParserOptions) {
    this.options = options;
  }

  /** Undefined if this is no such answer, or anything is strange about it: then the incremental parser has to read it. */
  read(bytes: Buffer, length: number): ParseResult | undefined {
    const isKnown = this.latest !== undefined && beginsWith(bytes, length, this.latest.head);
    if (!isKnown) this.latest = this.learned(bytes, length);
    const { latest } = this;
    if (latest === undefined || length !== latest.head.length + latest.bodyBytes) return undefined;
    const kept = Math.min(latest.bodyBytes, this.options.keepBodyBytes);
    if (kept === 0) return latest.result;
    const body = Buffer.from(bytes.subarray(latest.head.length, latest.head.length + kept));
    return { ...latest.result, answer: { ...latest.result.answer, body } };
  }

  private learned(bytes: Buffer, length: number): Known | undefined {
    try {
      const head = quickHead(bytes, Math.min(length, longestHead));
      if (head === undefined || head.status < 200) return undefined;
      const framing = framingOf(head, this.options.method);
      const bodyBytes = lengthOf(framing);
      if (bodyBytes === undefined) return undefined;
      const isBodyCut = bodyBytes > this.options.keepBodyBytes;
      const { status, headers } = head;
      const keepAlive = keepsAlive(head, framing);
      const answer: HttpAnswer = { status, headers, body: noBody, isBodyCut, keepAlive, introduction: undefined };
      return { head: head.bytes, bodyBytes, result: { kind: 'done', answer, restBytes: 0 } };
    } catch (error) {
      if (error instanceof MalformedAnswer) return undefined;
      throw error;
    }
  }
}

const beginsWith = (bytes: Buffer, length: number, head: Buffer): boolean =>
  length >= head.length && bytes.compare(head, 0, head.length, 0, head.length) === 0;

function lengthOf(framing: Framing): number | undefined {
  if (framing.kind === 'none') return 0;
  return framing.kind === 'length' ? framing.bytes : undefined;
}
