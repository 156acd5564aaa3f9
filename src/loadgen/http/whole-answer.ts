import { type Framing, framingOf, keepsAlive, MalformedAnswer } from './http-head.ts';
import type { HttpAnswer, ParseResult, ParserOptions } from './http-parser.ts';
import { quickHead } from './quick-head.ts';

/** Well below what the parser allows a head: whatever is longer is for the parser to judge. */
const longestHead = 16 * 1024;
const noBody = Buffer.alloc(0);

/** A head that has come, and the answer that it begins. */
interface Known {
  /** Which it was read with: they differ where requests of several methods share a connection. */
  readonly options: ParserOptions;
  readonly head: Buffer;
  readonly bodyBytes: number;
  readonly result: ParseResult & { readonly kind: 'done' };
}

/**
 * Reads the answers of one connection that come in one piece, with their length in their head: nearly all do. Keeps none of the bytes
 * that it gets. A server often sends the same head again: then the answer is the same object, unless its body is kept.
 */
export class WholeAnswers {
  private latest: Known | undefined;

  /** Undefined if this is no such answer, or anything is strange about it: then the incremental parser has to read it. */
  read(bytes: Buffer, length: number, options: ParserOptions): ParseResult | undefined {
    if (!isKnown(this.latest, bytes, length, options)) this.latest = learned(bytes, length, options);
    const { latest } = this;
    if (latest === undefined || length !== latest.head.length + latest.bodyBytes) return undefined;
    const kept = Math.min(latest.bodyBytes, options.keepBodyBytes);
    if (kept === 0) return latest.result;
    const body = Buffer.from(bytes.subarray(latest.head.length, latest.head.length + kept));
    return { ...latest.result, answer: { ...latest.result.answer, body } };
  }
}

const isKnown = (latest: Known | undefined, bytes: Buffer, length: number, options: ParserOptions): boolean =>
  latest?.options === options &&
  length >= latest.head.length &&
  bytes.compare(latest.head, 0, latest.head.length, 0, latest.head.length) === 0;

function learned(bytes: Buffer, length: number, options: ParserOptions): Known | undefined {
  try {
    const head = quickHead(bytes, Math.min(length, longestHead));
    if (head === undefined || head.status < 200) return undefined;
    const framing = framingOf(head, options.method);
    const bodyBytes = lengthOf(framing);
    if (bodyBytes === undefined) return undefined;
    const isBodyCut = bodyBytes > options.keepBodyBytes;
    const { status, headers } = head;
    const keepAlive = keepsAlive(head, framing);
    const answer: HttpAnswer = { status, headers, body: noBody, isBodyCut, keepAlive, introduction: undefined };
    return { options, head: head.bytes, bodyBytes, result: { kind: 'done', answer, restBytes: 0 } };
  } catch (error) {
    if (error instanceof MalformedAnswer) return undefined;
    throw error;
  }
}

function lengthOf(framing: Framing): number | undefined {
  if (framing.kind === 'none') return 0;
  return framing.kind === 'length' ? framing.bytes : undefined;
}
