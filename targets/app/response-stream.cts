/** The stream that a handler writes its answer to, by AWS's names. The same for every target; loaded for streaming handlers only. */
import type { Writable } from 'node:stream';

export interface ResponseStream extends Writable {
  setContentType(type: string): void;
  /** `HttpResponseStream.from` sets it: called with the first write of the function, and writes what goes before it. */
  _onBeforeFirstWrite?: (write: (piece: Uint8Array | string) => void) => void;
}

interface Sink {
  readonly highWaterMark?: number;
  write(bytes: Buffer, done: (error?: Error | null) => void): void;
  end(done: (error?: Error | null) => void): void;
  setContentType(type: string): void;
  /** The error for what is not allowed any more. */
  invalid(message: string): Error;
}

function responseStream(sink: Sink): ResponseStream {
  const { Writable: Stream } = process.getBuiltinModule('node:stream');
  const inner = new Stream({
    ...(sink.highWaterMark !== undefined && { highWaterMark: sink.highWaterMark }),
    write: (chunk: Buffer, _encoding, done) => sink.write(chunk, done),
    final: (done) => sink.end(done),
  });
  let hasWritten = false;
  const write = inner.write.bind(inner) as (...parameters: unknown[]) => boolean;
  const setContentType = (type: string): void => {
    if (hasWritten) throw sink.invalid('Cannot set content-type, too late.');
    sink.setContentType(String(type).replace(/[\r\n]/g, ' '));
  };
  const stream = Object.assign(inner, { setContentType }) as unknown as ResponseStream;
  return Object.assign(stream, {
    // `end(piece)` does not come here: with no write before it, there is no prelude either, as under AWS's client.
    write: (piece: unknown, ...rest: unknown[]): boolean => {
      if (!hasWritten) stream._onBeforeFirstWrite?.((first) => void write(first));
      const isTaken = write(isBytes(piece) ? piece : JSON.stringify(piece), ...rest);
      hasWritten = true;
      return isTaken;
    },
  });
}

const isBytes = (piece: unknown): boolean => typeof piece === 'string' || piece instanceof Uint8Array;

module.exports = { responseStream };

export type MakeResponseStream = typeof responseStream;
