/** Handlers that write their answer (`awslambda.streamifyResponse`). Loaded when the first of them is called. */
import type { MakeResponseStream, ResponseStream } from '../../../app/response-stream.cts';
import type { CallParts, RuntimeInvocation } from './call.cts';
import type { ErrorBody } from './errors.cts';

const { errorTypeLine } = require('./call.cjs') as CallParts;
const { responseStream } = require('../../../app/response-stream.cjs') as { responseStream: MakeResponseStream };

type StreamingHandler = (event: unknown, stream: ResponseStream, context: object) => unknown;

interface StreamWords {
  errorBody(error: unknown): ErrorBody;
  invalid(message: string): Error;
  /** What is thrown at a handler that does not keep to the rules. */
  refusal(words: string): unknown;
  failed(error: unknown): Promise<void>;
}

/** Resolves when the answer has been sent, well or badly: an error goes into its trailers. It waits as long as the stream is open. */
async function runStreaming(call: RuntimeInvocation, context: object, words: StreamWords): Promise<void> {
  const answer = new StreamedAnswer(call, words);
  try {
    await written(call, context, words, answer.stream);
    answer.end('');
  } catch (error) {
    await words.failed(error);
    // A function that has ended its answer has answered well, whatever it does afterwards.
    if (answer.stream.writableEnded && !answer.stream.destroyed) await answer.ended;
    else answer.end(trailersOf(words.errorBody(error)));
  }
}

async function written(
  call: RuntimeInvocation,
  context: object,
  words: StreamWords,
  stream: ResponseStream,
): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    const destroyed = () => reject(words.refusal('Response stream is not finished.'));
    stream.once('finish', resolve).once('error', reject).once('close', destroyed);
  });
  // It may be destroyed while the handler, whose error counts more, is still running.
  closed.catch(() => {});
  const promised = (call.handler as unknown as StreamingHandler)(JSON.parse(call.body), stream, context);
  if (typeof (promised as Promise<unknown> | undefined)?.then !== 'function')
    throw words.refusal('Streaming does not support non-async handlers.');
  if ((await promised) !== undefined) console.warn('Streaming handlers ignore return values.');
  await closed;
}

/** The body in base64, as Amazon's own runtimes write it. */
const trailersOf = (body: ErrorBody): string =>
  `${errorTypeLine(body.errorType)}Lambda-Runtime-Function-Error-Body: ${Buffer.from(JSON.stringify(body)).toString('base64')}\r\n`;

const headerLines =
  'Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n' +
  'Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n';

/** One request in chunks, which begins with the first byte, or at the end if there is none. */
class StreamedAnswer {
  readonly stream: ResponseStream;
  readonly #call: RuntimeInvocation;
  #contentType = 'application/octet-stream';
  #hasBegun = false;
  #hasEnded = false;
  #whenEnded = () => {};
  readonly ended = new Promise<void>((resolve) => {
    this.#whenEnded = resolve;
  });

  constructor(call: RuntimeInvocation, words: StreamWords) {
    this.#call = call;
    this.stream = responseStream({
      ...markOf(call.handler),
      write: (bytes, done) => this.#write(bytes, done),
      end: (done) => {
        this.end('');
        done();
      },
      setContentType: (type) => {
        this.#contentType = type;
      },
      invalid: (message) => words.invalid(message),
    });
  }

  end(trailers: string): void {
    if (this.#hasEnded) return;
    this.#begin();
    this.#hasEnded = true;
    this.#whenEnded();
    this.#call.connection.write(`0\r\n${trailers}\r\n`, () => {});
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { connection, requestId } = this.#call;
    const lines = `${headerLines}Content-Type: ${this.#contentType}\r\n`;
    connection.begin(connection.request('POST', `invocation/${requestId}/response`, lines));
  }

  #write(bytes: Buffer, done: (error?: Error | null) => void): void {
    this.#begin();
    // A chunk of no bytes would be the last one.
    if (bytes.length === 0) {
      done();
      return;
    }
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    this.#call.connection.write(Buffer.concat([size, bytes, lineEnd]), done);
  }
}

const lineEnd = Buffer.from('\r\n');

const markKey = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

const markOf = (handler: object): { highWaterMark?: number } => {
  const mark = Number.parseInt(String((handler as Record<symbol, unknown>)[markKey]), 10);
  return Number.isNaN(mark) ? {} : { highWaterMark: mark };
};

module.exports = { runStreaming };

export type RunStreaming = typeof runStreaming;
