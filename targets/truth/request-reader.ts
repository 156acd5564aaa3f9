export interface RequestHead {
  readonly path: string;
  /** Absent: there is no such header. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly site: string | undefined;
}

/** The request cannot be read: the connection is of no more use. */
export class UnreadableRequestError extends Error {}

/** More than any head of a load generator. */
const longestHeadBytes = 64 * 1024;

const nothing = Buffer.alloc(0);

/**
 * Finds the requests in the bytes of one connection, however these are cut. As little HTTP as the truth needs: a head,
 * and a body if there is a Content-Length, which is skipped. A request counts when its last byte is here.
 */
export class RequestReader {
  #rest: Buffer = nothing;
  #head: RequestHead | undefined;
  #bodyBytesLeft = 0;
  /** A load sends the same head again and again. */
  #last: { readonly text: string; readonly head: RequestHead; readonly bodyBytes: number } | undefined;

  /**
   * The requests that these bytes complete.
   * @throws {UnreadableRequestError} no request line, a body in chunks, or a head beyond 64 KB.
   */
  read(bytes: Buffer): RequestHead[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const complete: RequestHead[] = [];
    for (let head = this.#next(); head !== undefined; head = this.#next()) complete.push(head);
    return complete;
  }

  #next(): RequestHead | undefined {
    if (this.#head === undefined && !this.#readHead()) return undefined;
    const skipped = Math.min(this.#bodyBytesLeft, this.#rest.length);
    this.#bodyBytesLeft -= skipped;
    this.#rest = this.#rest.subarray(skipped);
    if (this.#bodyBytesLeft > 0) return undefined;
    const head = this.#head;
    this.#head = undefined;
    return head;
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#rest.length > longestHeadBytes) throw new UnreadableRequestError('the head is too long');
      return false;
    }
    const text = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 4);
    if (this.#last?.text !== text) this.#last = { text, head: headIn(text), bodyBytes: bodyBytesIn(text) };
    this.#head = this.#last.head;
    this.#bodyBytesLeft = this.#last.bodyBytes;
    return true;
  }
}

const headIn = (head: string): RequestHead => ({
  path: pathIn(head),
  ...{ host: fieldIn(head, 'host'), origin: fieldIn(head, 'origin'), site: fieldIn(head, 'sec-fetch-site') },
});

const fieldIn = (head: string, name: string): string | undefined =>
  new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*?)[ \\t]*(?:\\r|$)`, 'i').exec(head)?.[1];

function pathIn(head: string): string {
  const path = /^[A-Z]+ (\S+) HTTP\/1\.1/.exec(head)?.[1];
  if (path === undefined) throw new UnreadableRequestError('no request line of HTTP/1.1');
  return path;
}

function bodyBytesIn(head: string): number {
  if (/\r\ntransfer-encoding:/i.test(head)) throw new UnreadableRequestError('a body in chunks is not read here');
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}
