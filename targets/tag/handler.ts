import { httpEventFormat } from '../../src/model/http/event-format.ts';
import { isObject } from '../../src/model/json/json-object.ts';
import { headersOf, type Instance, TaggedCall, thisInstance } from './call.ts';

export interface TagOptions {
  /** Puts the facts into the body as well. Only for a handler that answers an object which is its JSON body. */
  readonly inBody?: boolean;
  readonly instance?: Instance;
}

/** A handler of Lambda, as a runtime calls it: event, context, callback. */
export type Run = (...args: unknown[]) => unknown;

/** Wraps a handler that answers by returning, promising, calling back, or its context. Its init is over. */
export function tagged<Args extends unknown[]>(
  handler: (...args: Args) => unknown,
  { inBody = false, instance = thisInstance }: TagOptions,
): (...args: Args) => unknown {
  instance.initMs = performance.now();
  const run = handler as Run;
  return (...args) => {
    const call = new TaggedCall(instance);
    return answered(run, args, call, (result) => taggedResult(result, { call, event: args[0], inBody }));
  };
}

// Nothing is left that could answer: the runtime does so for a callback that is never called.
process.on('beforeExit', () => {
  thisInstance.inFlight = 0;
});

type Result = (result: unknown) => unknown;

function answered(
  run: Run,
  [event, context, callback, ...rest]: unknown[],
  call: TaggedCall,
  toAnswer: Result,
): unknown {
  const last = (result: unknown) => {
    try {
      return toAnswer(result);
    } finally {
      call.end();
    }
  };
  const taggedCallback = typeof callback === 'function' ? calledBack(callback as Callback, last, call) : callback;
  tagContext(context, last, call);
  try {
    const returned = run(event, context, taggedCallback, ...rest);
    call.endSection();
    if (isPromise(returned)) return settled(returned, last, call);
    if (returned !== undefined) return last(returned);
    // Only one with a callback is waited for.
    if (run.length < 3) call.end();
    return undefined;
  } catch (error) {
    call.end();
    throw error;
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (Object(value) as PromiseLike<unknown>).then === 'function';

async function settled(pending: PromiseLike<unknown>, last: Result, call: TaggedCall): Promise<unknown> {
  try {
    return last(await pending);
  } finally {
    call.end();
  }
}

type Callback = (error?: unknown, result?: unknown) => unknown;

const calledBack =
  (callback: Callback, last: Result, call: TaggedCall): Callback =>
  (error, result) => {
    if (error === undefined || error === null) return callback(error, last(result));
    call.end();
    return callback(error);
  };

interface OldContext {
  done?: Callback;
  succeed?: (result?: unknown) => unknown;
  fail?: (error?: unknown) => unknown;
}

/** The ways to answer of before there were callbacks, where the runtime still has them. The context is of this call only. */
function tagContext(context: unknown, last: Result, call: TaggedCall): void {
  const old = Object(context) as OldContext;
  const { done, succeed, fail } = old;
  if (done !== undefined) old.done = calledBack(done, last, call);
  if (succeed !== undefined) old.succeed = (result) => succeed(last(result));
  if (fail !== undefined) {
    old.fail = (error) => {
      call.end();
      return fail(error);
    };
  }
}

interface ResultOf {
  readonly call: TaggedCall;
  readonly event: unknown;
  readonly inBody: boolean;
}

/** A handler's result with what is known of its call, where there is a place for it. */
function taggedResult(result: unknown, { call, event, inBody }: ResultOf): unknown {
  if (isStated(result)) return withHeaders(result, headersOf(call.facts()));
  const format = httpEventFormat(event);
  if (format === undefined) return inBody ? { ...call.facts(), ...(result as object) } : result;
  // Elsewhere a bare result is no answer: one of the user's stays as it is, for the platform to refuse.
  if (format !== '2.0' && !inBody) return result;
  const facts = call.facts();
  const body = inBody ? JSON.stringify({ ...facts, ...(result as object) }) : bodyOf(result);
  const answer = { statusCode: 200, ...(format === 'alb-lists' && { multiValueHeaders: {} }), body };
  return withHeaders(answer, { 'content-type': 'application/json', ...headersOf(facts) });
}

/** What says an answer's headers: the answer itself, or the metadata of a streamed one. */
interface Headed {
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
}

/** A load balancer may read only the headers with several values, where an answer has them. */
export function withHeaders<T extends Headed>(answer: T, added: Record<string, string>): T {
  const { headers, multiValueHeaders } = answer;
  if (isObject(multiValueHeaders)) {
    const lists = Object.entries(added).map(([name, value]) => [name, [value]]);
    return { ...answer, multiValueHeaders: { ...multiValueHeaders, ...Object.fromEntries(lists) } };
  }
  // Headers of a wrong type stay as they are, for the platform to refuse.
  const isSound = headers === undefined || headers === null || isObject(headers);
  return isSound ? { ...answer, headers: { ...(headers as object | null | undefined), ...added } } : answer;
}

/** As the platform reads it: a null is absent. */
const isStated = (result: unknown): result is Headed & { readonly statusCode: unknown } =>
  typeof result === 'object' && ((result as { statusCode?: unknown } | null)?.statusCode ?? undefined) !== undefined;

/** What JSON has no word for is null on the wire. */
const bodyOf = (result: unknown): string => (typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null'));
