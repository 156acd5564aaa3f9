import { headersOf, TaggedCall, thisInstance } from './call.ts';
import { type Run, type TagOptions, tagged, withHeaders } from './handler.ts';

export type { TagOptions } from './handler.ts';

/** Any: a wrapped handler keeps its own type. */
export type LambdaHandler = (event: never, context: never, callbackOrContext: never) => unknown;

/**
 * Wraps the handler of a Lambda function so that its answers say who gave them, as which of its calls, and what that took:
 * in the headers of `identityHeaders`. It may return a value or a promise, call back, say its answer by `context.succeed` and
 * the like, or stream (`awslambda.streamifyResponse`, around or inside). One that throws goes on to throw; its call counts.
 *
 * - An answer with a `statusCode` keeps all that it says and gets the headers.
 * - Any other result of an HTTP event becomes what the platform makes of it, the JSON body of a 200, with the headers.
 * - Any other result of any other event has no place for headers: it stays as it is, unless `inBody` is asked for.
 * - A streamed answer gets them through its metadata (`awslambda.HttpResponseStream.from`), before what is only known at its
 *   end: `cpuMs`, `cpuScope`, `handlerMs` and `rssMb` are absent. One that only writes has no place for headers.
 *
 * Wrap at the end of the module: init is the time from the start of the process to this moment.
 */
export function rollcall<H extends LambdaHandler>(handler: H, options: TagOptions = {}): H {
  const run = handler as unknown as Run;
  const answers = tagged(run, options);
  const wrapped: Run = (...args) =>
    isStream(args[1])
      ? taggedStream(() => run(...args), args[1], new TaggedCall(options.instance ?? thisInstance))
      : answers(...args);
  return sameShape(wrapped, handler) as unknown as H;
}

/** Runtimes tell callbacks by the number of parameters, and streaming by a symbol. */
function sameShape(wrapped: Run, handler: LambdaHandler): Run {
  for (const key of ['name', 'length', ...Object.getOwnPropertySymbols(handler)]) {
    const property = Object.getOwnPropertyDescriptor(handler, key);
    if (property !== undefined) Object.defineProperty(wrapped, key, property);
  }
  return wrapped;
}

/** What a streaming handler writes to, as far as it matters here. */
interface Stream {
  write(piece: unknown): unknown;
  once(event: 'finish' | 'close', listener: () => void): unknown;
}

const isStream = (value: unknown): value is Stream => typeof (Object(value) as Partial<Stream>).write === 'function';

/** Runs a streaming handler. Its call ends with its answer, which may be after it has returned. */
function taggedStream(run: () => unknown, stream: Stream, call: TaggedCall): unknown {
  const end = () => call.end();
  stream.once('finish', end);
  stream.once('close', end);
  tagMetadata();
  unbegun.set(stream, call);
  try {
    const returned = run();
    call.endSection();
    // The runtime sees to its error.
    if (returned instanceof Promise) returned.catch(end);
    return returned;
  } catch (error) {
    end();
    throw error;
  }
}

const unbegun = new WeakMap<object, TaggedCall>();

type From = (stream: object, metadata?: object) => unknown;

const taggedMark = Symbol('tagged');

/** AWS's global gives an answer its status and headers; what it is given gets ours as well. */
function tagMetadata(): void {
  const { awslambda } = globalThis as {
    awslambda?: { HttpResponseStream?: { from?: From & { [taggedMark]?: true } } };
  };
  const holder = awslambda?.HttpResponseStream;
  const from = holder?.from;
  if (holder === undefined || from === undefined || from[taggedMark]) return;
  const withFacts: From = (stream, metadata = {}) => {
    const call = unbegun.get(stream);
    unbegun.delete(stream);
    const isSound = call !== undefined && typeof metadata === 'object' && metadata !== null;
    return from.call(holder, stream, isSound ? withHeaders(metadata, headersOf(call.introduction())) : metadata);
  };
  // Where a platform has sealed its global the answer goes without headers, rather than the function with an error.
  Reflect.set(holder, 'from', Object.assign(withFacts, { [taggedMark]: true as const }));
}
