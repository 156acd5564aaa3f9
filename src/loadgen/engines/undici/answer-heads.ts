import type { Socket } from 'node:net';
import { framingOf, MalformedAnswer, parseHead } from '../../http/http-head.ts';

const maxHeadBytes = 64 * 1024;
const none = Buffer.alloc(0);
const headEnd = '\r\n\r\n';
const protocol = 'HTTP/';

interface HeadEvents {
  /** This many bytes were removed: an interim answer, or a repeated part of a head. */
  removed(bytes: number): void;
  /** The bytes are not HTTP/1.1: the connection cannot be used again. */
  malformed(error: MalformedAnswer): void;
}

/**
 * Reads the heads of answers before undici does, as the socket engine reads them: undici takes some broken ones for answers, and ends the
 * connection upon others without saying why. Interim answers (1xx, RFC 9110, section 15.2) are taken out: undici ends the connection upon a
 * 100, and adds the length that another one states to that of the answer. 101 is left to undici, which refuses it.
 */
export class AnswerHeads {
  private readonly events: HeadEvents;
  private readonly readSocket: () => Buffer | null;
  private held: Buffer = none;
  private isBetweenAnswers = true;
  private method = 'GET';

  constructor(socket: Socket, events: HeadEvents) {
    this.events = events;
    this.readSocket = socket.read.bind(socket) as () => Buffer | null;
    socket.read = () => this.read();
  }

  /** A request goes out: what comes next is the head of an answer. */
  expect(method: string): void {
    this.isBetweenAnswers = true;
    this.method = method;
  }

  private read(): Buffer | null {
    for (let chunk = this.readSocket(); chunk !== null; chunk = this.readSocket()) {
      if (!this.isBetweenAnswers) return chunk;
      this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
      while (this.takeInterim());
      if (!this.isBetweenAnswers) return this.held.length === 0 ? null : this.release();
    }
    return null;
  }

  /** Whether there may be another one behind it. */
  private takeInterim(): boolean {
    const begin = this.held.toString('latin1', 0, protocol.length);
    const end = this.held.indexOf(headEnd);
    if (!protocol.startsWith(begin) || end === -1) {
      // What is no HTTP, and a head that is too long, is for undici to refuse.
      this.isBetweenAnswers = protocol.startsWith(begin) && this.held.length <= maxHeadBytes;
      return false;
    }
    const status = this.check(this.held.toString('latin1', 0, end));
    if (status === undefined || status >= 200 || status === 101) {
      this.isBetweenAnswers = false;
      if (status !== undefined) this.simplify(end);
      return false;
    }
    this.events.removed(end + headEnd.length);
    this.held = this.held.subarray(end + headEnd.length);
    return this.held.length > 0;
  }

  /** What undici would refuse although it is sound: folded lines (RFC 9112, section 5.2), a length that is stated twice (RFC 9110, section 8.6). */
  private simplify(end: number): void {
    const text = this.held.toString('latin1', 0, end);
    const simple = withoutRepeatedLength(text.replace(/\r\n[ \t]+/g, ' '));
    if (simple.length === text.length) return;
    this.events.removed(text.length - simple.length);
    this.held = Buffer.concat([Buffer.from(simple, 'latin1'), this.held.subarray(end)]);
  }

  /** Its status, unless it is broken. */
  private check(text: string): number | undefined {
    try {
      const head = parseHead(text);
      framingOf(head, this.method);
      return head.status;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      this.held = none;
      this.events.malformed(error);
      return undefined;
    }
  }

  private release(): Buffer {
    const { held } = this;
    this.held = none;
    return held;
  }
}

/** All of them are equal: others have been refused. */
function withoutRepeatedLength(head: string): string {
  let seen = false;
  return head.replace(/\r\ncontent-length:([^,\r]*)[^\r]*/gi, (_, first: string) => {
    const line = seen ? '' : `\r\ncontent-length:${first}`;
    seen = true;
    return line;
  });
}
