import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { MalformedAnswerError } from '../../src/model/http/answer.ts';
import type { Handler, HandlerContext } from '../app/load-handler.cts';
import type { MakeResponseStream, ResponseStream } from '../app/response-stream.cts';
import { hasPrelude, PreludeReader } from '../lambda/function-url/prelude.ts';
import { writeAnswerHead } from './answer-head.ts';

const streamingKey = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Whether a handler writes its answer (`awslambda.streamifyResponse`). */
export const isStreaming = (handler: Handler): boolean => streamingKey in handler;

/**
 * Runs a handler that writes its answer. Resolves when all of it has been written; rejects with what went wrong, be it before the
 * first byte or after it.
 */
export async function streamAnswer(
  handler: Handler,
  { event, context, response }: { event: unknown; context: HandlerContext; response: ServerResponse },
): Promise<void> {
  const stream = streamTo(response);
  const written = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject));
  // It may fail while the handler, whose error counts more, is still running.
  written.catch(() => {});
  // Nobody reads any more.
  response.once('close', () =>
    stream.destroy(response.writableFinished ? undefined : new Error('the client has gone')),
  );
  await (handler as unknown as StreamingHandler)(event, stream, context);
  await written;
}

type StreamingHandler = (event: unknown, stream: ResponseStream, context: HandlerContext) => unknown;

function streamTo(response: ServerResponse): ResponseStream {
  let contentType = 'application/octet-stream';
  let prelude: PreludeReader | undefined;
  const headed = (bytes: Buffer): Buffer | undefined => {
    if (response.headersSent) return bytes;
    if (!hasPrelude(contentType)) {
      response.writeHead(200, { 'content-type': contentType });
      return bytes;
    }
    prelude ??= new PreludeReader();
    const answer = prelude.add(bytes);
    if (answer === undefined) return undefined;
    writeAnswerHead(response, answer);
    return answer.body;
  };
  // Only here: in the bundle of the workload there is no such file.
  const { responseStream } = createRequire(import.meta.url)('../app/response-stream.cjs') as {
    responseStream: MakeResponseStream;
  };
  return responseStream({
    write: (bytes, done) => attempt(done, () => send(response, headed(bytes), done)),
    end: (done) =>
      attempt(done, () => {
        headed(Buffer.alloc(0));
        if (!response.headersSent) throw new MalformedAnswerError('the prelude does not end');
        response.end(done);
      }),
    setContentType: (type) => {
      contentType = type;
    },
    invalid: (message) => new Error(message),
  });
}

type Done = (error?: Error | null) => void;

function send(response: ServerResponse, bytes: Buffer | undefined, done: Done): void {
  if (bytes === undefined || bytes.length === 0) done();
  else response.write(bytes, done);
}

/** What is wrong with the function's answer is its failure. */
function attempt(done: Done, act: () => void): void {
  try {
    act();
  } catch (error) {
    done(error as Error);
  }
}
