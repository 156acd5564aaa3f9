import type { Socket } from 'node:net';

const maxHeadBytes = 64 * 1024;
const none = Buffer.alloc(0);
const headEnd = '\r\n\r\n';

/**
 * Takes interim answers (1xx, RFC 9110, section 15.2) out of what undici reads from a socket. undici ends the connection upon a 100, and
 * adds the length that another one states to that of the answer. 101 is left to undici, which refuses it.
 */
export class InterimAnswers {
  private readonly onInterim: (bytes: number) => void;
  private readonly readSocket: () => Buffer | null;
  private held: Buffer = none;
  private isBetweenAnswers = true;

  /** @param onInterim told the length of each that was taken out */
  constructor(socket: Socket, onInterim: (bytes: number) => void) {
    this.onInterim = onInterim;
    this.readSocket = socket.read.bind(socket) as () => Buffer | null;
    socket.read = () => this.read();
  }

  /** A request goes out: what comes next is the head of an answer. */
  expect(): void {
    this.isBetweenAnswers = true;
  }

  private read(): Buffer | null {
    for (let chunk = this.readSocket(); chunk !== null; chunk = this.readSocket()) {
      if (!this.isBetweenAnswers) return chunk;
      this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
      while (this.takeInterim());
      if (!this.isBetweenAnswers) return this.release();
    }
    return null;
  }

  /** Whether there may be another one behind it. */
  private takeInterim(): boolean {
    const start = this.held.toString('latin1', 0, 'HTTP/1.1 100'.length);
    if (!interimStart.test(start)) {
      this.isBetweenAnswers = interimPrefix.test(start);
      return false;
    }
    const end = this.held.indexOf(headEnd);
    if (end === -1) {
      // A longer head is for undici to refuse.
      this.isBetweenAnswers = this.held.length <= maxHeadBytes;
      return false;
    }
    this.onInterim(end + headEnd.length);
    this.held = this.held.subarray(end + headEnd.length);
    return this.held.length > 0;
  }

  private release(): Buffer {
    const { held } = this;
    this.held = none;
    return held;
  }
}

const interimStart = /^HTTP\/1\.[01] 1(?!01)\d\d/;
/** Of a head that may become one. */
const interimPrefix = /^(?:H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:[01](?: (?:1\d?)?)?)?)?)?)?)?)?)?)?$/;
