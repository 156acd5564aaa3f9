import { type Framing, framingOf, keepsAlive, MalformedAnswer } from './http-head.ts';
import type { ParseResult, ParserOptions } from './http-parser.ts';
import { quickHead } from './quick-head.ts';

/** Well below what the parser allows a head: whatever is longer is for the parser to judge. */
const longestHead = 16 * 1024;

/**
 * An answer that came in one piece, with its length in its head: what nearly all answers are. Undefined if it is not that, or
 * anything is strange about it; then the incremental parser, which knows all the rest, starts over.
 */
export function wholeAnswer(bytes: Buffer, { method, keepBodyBytes }: ParserOptions): ParseResult | undefined {
  if (bytes[0] !== 0x48) return undefined;
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1 || end > longestHead) return undefined;
  try {
    const head = quickHead(bytes, end);
    if (head === undefined || head.status < 200) return undefined;
    const framing = framingOf(head, method);
    const length = lengthOf(framing);
    if (length === undefined || bytes.length !== end + 4 + length) return undefined;
    const body = bytes.subarray(end + 4, end + 4 + Math.min(length, keepBodyBytes));
    const { status, headers } = head;
    const isBodyCut = length > keepBodyBytes;
    const answer = { status, headers, body, isBodyCut, keepAlive: keepsAlive(head, framing) };
    return { kind: 'done', answer, restBytes: 0 };
  } catch (error) {
    if (error instanceof MalformedAnswer) return undefined;
    throw error;
  }
}

function lengthOf(framing: Framing): number | undefined {
  if (framing.kind === 'none') return 0;
  return framing.kind === 'length' ? framing.bytes : undefined;
}
