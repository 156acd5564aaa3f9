/** What is used of http-parser-js 0.5, by which autocannon reads. */
export interface ResponseParser {
  readonly hadError: boolean;
  /** Of the chunk that it is reading: how far it is, and how far it goes. */
  readonly offset: number;
  readonly end: number;
  initialize(type: 'RESPONSE'): void;
  /** Its handlers stand under numbers that its class names. */
  [handler: number]: (head: { readonly statusCode: number }) => unknown;
}

interface ParserClass {
  encoding: string;
  readonly kOnHeadersComplete: number;
  readonly kOnMessageComplete: number;
}

/**
 * Makes a parser read what the other engines read:
 * - Heads byte by byte (Latin-1). As ASCII, which it takes them for, bytes above 127 lose their first bit.
 * - An interim answer (1xx) is no answer, and its handlers hear nothing of it. By itself it would be the answer to the request, and the
 *   answer would be that to the next one.
 * - 204 and 304 have no body, whatever length they state, and neither has an answer to HEAD.
 * @param method of the requests
 * @param onInterim gets the status of each interim answer
 */
export function readLikeOthers(parser: ResponseParser, method: string, onInterim: (status: number) => void): void {
  const { constructor: parserClass } = parser as unknown as { readonly constructor: ParserClass };
  const { kOnHeadersComplete, kOnMessageComplete } = parserClass;
  parserClass.encoding = 'latin1';
  const { [kOnHeadersComplete]: headersComplete, [kOnMessageComplete]: messageComplete } = parser;
  let status = 0;
  parser[kOnHeadersComplete] = (head) => {
    status = head.statusCode;
    const skipsBody = status < 200 ? onInterim(status) : headersComplete?.(head);
    return method === 'HEAD' || hasNoBody(status) || skipsBody;
  };
  parser[kOnMessageComplete] = (head) => (status < 200 ? undefined : messageComplete?.(head));
}

const hasNoBody = (status: number): boolean => status < 200 || status === 204 || status === 304;

/** Whether there is more in the chunk than what has been read. */
export const hasMore = ({ offset, end }: ResponseParser): boolean => offset < end;
