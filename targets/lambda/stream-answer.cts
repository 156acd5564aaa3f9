/**
 * Streaming handlers: `awslambda.streamifyResponse(handler)` and `awslambda.HttpResponseStream.from(stream, metadata)`, by AWS's
 * names. Loaded when the first streaming handler answers.
 */
import type { Writable } from 'node:stream';
import type { HandlerContext } from '../app/load-handler.ts';

/** What a streamed answer is written to: the connection to the Runtime API. */
export interface AnswerConnection {
  /** Begins a request whose answer nobody waits for. */
  begin(head: string): void;
  write(bytes: Uint8Array | string, done: (error?: Error | null) => void): void;
}

export type StreamingHandler = (event: unknown, stream: ResponseStream, context: HandlerContext) => unknown;

export interface ResponseStream extends Writable {
  setContentType(type: string): void;
}

export interface StreamedRequest {
  readonly connection: AnswerConnection;
  /** Of the POST, with the header lines that frame it, but without its content type and the empty line. */
  readonly head: string;
  /** Trailer lines that tell of an error after the answer has begun. */
  errorTrailers(error: unknown): string;
}

/**
 * Runs a handler that writes its answer. Resolves when all of it has been written; rejects with the handler's error if nothing had
 * been written by then.
 */
async function streamAnswer(
  { connection, head, errorTrailers }: StreamedRequest,
  run: (stream: ResponseStream) => unknown,
): Promise<void> {
  const { Writable: Stream } = process.getBuiltinModule('node:stream');
  let contentType = 'application/octet-stream';
  let begun = false;
  const begin = () => {
    if (!begun) connection.begin(`${head}Content-Type: ${contentType}\r\n\r\n`);
    begun = true;
  };
  const stream = Object.assign(
    new Stream({
      write: (chunk: Buffer, _encoding, done) => {
        begin();
        // A chunk of no bytes would be the last one.
        if (chunk.length === 0) return done();
        connection.write(`${chunk.length.toString(16)}\r\n`, () => {});
        connection.write(chunk, () => {});
        connection.write('\r\n', done);
      },
    }),
    {
      setContentType: (type: string) => {
        contentType = type.replace(/[\r\n]/g, ' ');
      },
    },
  );
  const written = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject));
  // What the handler does not await it may leave to be written after it has returned.
  written.catch(() => {});
  let trailers = '';
  try {
    await run(stream);
    if (stream.writableEnded) await written;
    else await new Promise<void>((resolve) => stream.end(resolve));
  } catch (error) {
    if (!begun) throw error;
    trailers = errorTrailers(error);
  }
  begin();
  connection.write(`0\r\n${trailers}\r\n`, () => {});
}

/** The prelude of an HTTP answer goes before all that is written. */
function httpResponseStream(stream: ResponseStream, metadata: object): ResponseStream {
  stream.setContentType('application/vnd.awslambda.http-integration-response');
  stream.write(JSON.stringify(metadata));
  stream.write(Buffer.alloc(8));
  return stream;
}

module.exports = { streamAnswer, httpResponseStream };

export type StreamAnswer = typeof streamAnswer;
export type HttpResponseStream = typeof httpResponseStream;
