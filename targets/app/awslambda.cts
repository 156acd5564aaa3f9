/** `awslambda`, by AWS's names: what a function for Node needs to write its answer. The same for every target. */

interface Streaming {
  readonly highWaterMark?: number;
}

/** AWS's own marks: libraries that wrap a handler look for them, and copy them. */
const streamingKey = Symbol.for('aws.lambda.runtime.handler.streaming');
const markKey = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

function streamifyResponse(handler: object, options?: Streaming): object {
  const { highWaterMark } = options ?? {};
  const mark = typeof highWaterMark === 'number' ? { [markKey]: Math.trunc(highWaterMark) } : {};
  return Object.assign(handler, { [streamingKey]: 'response', ...mark });
}

/** What `HttpResponseStream.from` needs of a stream; every target's own has it. */
interface PreludedStream {
  setContentType(type: string): void;
  /** Called with the first write of the function: writes what goes before it. */
  _onBeforeFirstWrite?: (write: (piece: Uint8Array | string) => void) => void;
}

/** The prelude of an HTTP answer: status, headers and cookies as JSON, and 8 NULs. */
const HttpResponseStream = {
  from<S extends PreludedStream>(stream: S, metadata: unknown): S {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    const prelude = JSON.stringify(metadata);
    stream._onBeforeFirstWrite = (write) => {
      write(prelude);
      write(new Uint8Array(8));
    };
    return stream;
  },
};

module.exports = { awslambda: { streamifyResponse, HttpResponseStream } };
