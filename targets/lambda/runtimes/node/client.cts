import type { Socket } from 'node:net';

/** An answer of the Runtime API. Header names are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type RuntimeClient = Client;

/** To `host:port`. */
export type Connect = (address: string) => RuntimeClient;

/**
 * As much of an HTTP/1.1 client as the Runtime API needs: one connection, requests in order, answers with a length or in
 * chunks. The process ends with its connection: a runtime without a platform has no purpose.
 */
class Client {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #hasBegun = false;
  /** Nothing can be made of fewer bytes. */
  #needed = 1;

  constructor(address: string) {
    const colon = address.lastIndexOf(':');
    this.#host = address;
    this.#socket = process
      .getBuiltinModule('node:net')
      .connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true });
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('error', () => process.exit(1));
    this.#socket.on('close', () => process.exit(1));
  }

  /** Sends the requests in one write, so that a poll travels with the answer before it. `onAnswer` is for the last. */
  send(requests: readonly string[], onAnswer: (answer: Answer) => void): void {
    this.#hasBegun = false;
    for (let i = 1; i < requests.length; i++) this.#waiting.push(() => {});
    this.#waiting.push(onAnswer);
    this.#socket.write(requests.join(''));
  }

  /** Whether some of a request that was begun has gone out, and no other request since then. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Begins a request whose body is written piece by piece, and whose answer nobody waits for. Goes out with the next turn of the loop. */
  begin(head: string): void {
    this.#waiting.push(() => {});
    this.#socket.cork();
    this.#socket.write(head);
    setImmediate(() => {
      this.#hasBegun = true;
      this.#socket.uncork();
    });
  }

  /** Sends it before anything else can run, also what was begun and has not gone out. For the last words of a process. */
  sendNow(request: string): void {
    const { _handle: handle } = this.#socket as unknown as { _handle: { fd?: number } | null };
    if (handle?.fd !== undefined) writeAll(handle.fd, Buffer.from(request));
  }

  write(bytes: Uint8Array | string, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  /** Whether waiting for an answer keeps the process alive. It does at first. */
  keepAlive(does: boolean): void {
    if (does) this.#socket.ref();
    else this.#socket.unref();
  }

  /** The text of a request. `headers` is a text of whole header lines. */
  request(method: 'GET' | 'POST', path: string, headers = '', body?: string): string {
    const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    const head = `${method} /2018-06-01/runtime/${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${length}${headers}\r\n`;
    return head + (body ?? '');
  }

  #take(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    while (this.#length >= this.#needed) {
      const all = Buffer.concat(this.#chunks);
      const parsed = parse(all);
      this.#chunks = [all.subarray(parsed.end)];
      this.#length = all.length - parsed.end;
      this.#needed = parsed.needed;
      if (parsed.answer === undefined) return;
      this.#waiting.shift()?.(parsed.answer);
    }
  }
}

/** A platform that takes nothing for so long has gone, or will not miss it. */
const longestSendMs = 2000;

function writeAll(fd: number, bytes: Buffer): void {
  const { writeSync } = process.getBuiltinModule('node:fs');
  const until = Date.now() + longestSendMs;
  for (let sent = 0; sent < bytes.length && Date.now() < until; ) {
    try {
      sent += writeSync(fd, bytes, sent);
    } catch (error) {
      // The kernel's buffer is full, or the connection not made yet. Whatever else it is, nobody is there any more.
      if (!['EAGAIN', 'ENOTCONN'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

interface Parsed {
  /** Undefined as long as it is not complete. */
  readonly answer?: Answer;
  /** Where the next answer begins. */
  readonly end: number;
  /** Number of bytes from there before it is worth looking again. */
  readonly needed: number;
}

const incomplete = (needed: number): Parsed => ({ end: 0, needed });

function parse(bytes: Buffer): Parsed {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return incomplete(bytes.length + 1);
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const start = headEnd + 4;
  const chunked = headers['transfer-encoding'] === 'chunked';
  const length = Number(headers['content-length'] ?? 0);
  if (!chunked && bytes.length < start + length) return incomplete(start + length);
  const body = chunked ? chunks(bytes, start) : plain(bytes, start, length);
  if (body === undefined) return incomplete(bytes.length + 1);
  return { answer: { status: Number(statusLine.split(' ')[1]), headers, body: body.text }, end: body.end, needed: 1 };
}

interface Body {
  readonly text: string;
  readonly end: number;
}

const plain = (bytes: Buffer, start: number, length: number): Body => ({
  text: bytes.toString('utf8', start, start + length),
  end: start + length,
});

/** Undefined as long as the last chunk has not come. */
function chunks(bytes: Buffer, start: number): Body | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return undefined;
    if (size === 0) return { text: Buffer.concat(parts).toString('utf8'), end };
    parts.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}

// tsc cannot emit an `export` of a value from a CommonJS file under `verbatimModuleSyntax`.
module.exports = { connect: ((address) => new Client(address)) satisfies Connect };
