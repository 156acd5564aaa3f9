/**
 * Streaming handlers: `awslambda.streamifyResponse(handler)` and `awslambda.HttpResponseStream.from(stream, metadata)`, by AWS's
 * names. Loaded when the first streaming handler answers.
 */
import type { Writable } from 'node:stream';
import type { HandlerContext } from '../app/load-handler.ts';

/** What a streamed answer is written to: the connection to the Runtime API. */
interface AnswerConnection {
  /** Begins a request whose answer nobody waits for. */
  begin(head: string): void;
  write(bytes: Uint8Array | string, done: (error?: Error | null) => void): void;
}

export type StreamingHandler = (event: unknown, stream: ResponseStream, context: HandlerContext) => unknown;

export interface ResponseStream extends Writable {
  setContentType(type: string): void;
}

interface StreamedRequest {
  readonly connection: AnswerConnection;
  /** Of the POST, with the header lines that frame it, but without its content type and the empty line. */
  readonly head: string;
  /** Trailer lines that tell of an error after the answer has begun. */
  errorTrailers(error: unknown): string;
  /** Calls `end` when nothing is left that could write any more. */
  whenDrained(end: () => void): void;
}

/**
 * Runs a handler that writes its answer. Resolves when all of it has been written, which may be after the handler has returned;
 * rejects with the handler's error if nothing had been written by then.
 */
async function streamAnswer(request: StreamedRequest, run: (stream: ResponseStream) => unknown): Promise<void> {
  const answer = new StreamedAnswer(request);
  const stream = answer.stream();
  let trailers = '';
  try {
    await ended(stream, request, run);
  } catch (error) {
    if (!answer.hasBegun) throw error;
    trailers = request.errorTrailers(error);
  }
  answer.end(trailers);
}

async function ended(
  stream: ResponseStream,
  { whenDrained }: StreamedRequest,
  run: (stream: ResponseStream) => unknown,
): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => stream.once('close', resolve).once('error', reject));
  // It may be destroyed while the handler, whose error counts more, is still running.
  closed.catch(() => {});
  const returned = run(stream);
  // The words of AWS's client.
  if (typeof (Object(returned) as PromiseLike<unknown>).then !== 'function')
    throw new Error('Streaming does not support non-async handlers.');
  await returned;
  // It may have left to others what is still to be written, or forgotten to end it.
  if (!stream.writableEnded) whenDrained(() => stream.end());
  await closed;
  if (!stream.writableFinished) throw new Error('Response stream is not finished.');
}

/** One request in chunks, which begins with the first byte, or at the end if there is none. */
class StreamedAnswer {
  readonly #request: StreamedRequest;
  #contentType = 'application/octet-stream';
  #prelude: Buffer | undefined;
  #hasBegun = false;

  constructor(request: StreamedRequest) {
    this.#request = request;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  stream(): ResponseStream {
    const { Writable: Stream } = process.getBuiltinModule('node:stream');
    const stream = new Stream({
      write: (chunk: Buffer, _encoding, done) => {
        this.#begin();
        this.#write(chunk, done);
      },
    });
    const setContentType = (type: string) => {
      this.#contentType = type.replace(/[\r\n]/g, ' ');
    };
    const setPrelude = (prelude: Buffer) => {
      this.#prelude = prelude;
    };
    return Object.assign(stream, { setContentType, [preludeSetter]: setPrelude });
  }

  end(trailers: string): void {
    this.#begin();
    this.#request.connection.write(`0\r\n${trailers}\r\n`, () => {});
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#request.connection.begin(`${this.#request.head}Content-Type: ${this.#contentType}\r\n\r\n`);
    if (this.#prelude !== undefined) this.#write(this.#prelude, () => {});
  }

  #write(bytes: Buffer, done: (error?: Error | null) => void): void {
    // A chunk of no bytes would be the last one.
    if (bytes.length === 0) {
      done();
      return;
    }
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    this.#request.connection.write(Buffer.concat([size, bytes, lineEnd]), done);
  }
}

const lineEnd = Buffer.from('\r\n');
const preludeSetter = Symbol('prelude');

/** The prelude of an HTTP answer goes before all that is written, when that begins: until then an error is still one. */
function httpResponseStream(stream: ResponseStream, metadata: object): ResponseStream {
  stream.setContentType('application/vnd.awslambda.http-integration-response');
  const { [preludeSetter]: setPrelude } = stream as ResponseStream & { [preludeSetter](prelude: Buffer): void };
  setPrelude(Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]));
  return stream;
}

module.exports = { streamAnswer, httpResponseStream };

export type StreamAnswer = typeof streamAnswer;
export type HttpResponseStream = typeof httpResponseStream;
