/**
 * As aws-lambda-ric 3.3.0 does, which Lambda runs up to Node 22: handlers may call back, what nobody catches is posted as the error of
 * the call, and a call of which nothing is left in the event loop has answered null.
 */
import type { HandlerContext, LoadFailure } from '../../../app/load-handler.cts';
import type { CallIds, CallParts, ClientVersion, Platform, RuntimeInvocation } from './call.cts';
import type { Errors } from './errors.cts';
import type { Log } from './log.cts';
import type { RunStreaming } from './stream-answer.cts';

const { logError } = require('./log.cjs') as Log;
const { answered, failed, serialized, environmentContext, streamingOf } = require('./call.cjs') as CallParts;
const errors = () => require('./errors.cjs') as Errors;

/** Where libraries look for the call that a log line belongs to. */
const requestIdKey = Symbol.for('aws.lambda.runtime.requestId');
const tenantIdKey = Symbol.for('aws.lambda.runtime.tenantId');
const shared = globalThis as unknown as Record<symbol, string | undefined>;
const ids: CallIds = { requestId: () => shared[requestIdKey], tenantId: () => shared[tenantIdKey] };

let platform: Platform;
/** What to do when nothing is left in the event loop. */
let drained = () => {};

function begin(given: Platform): void {
  platform = given;
  process.on('beforeExit', () => drained());
  process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) =>
    die('Unhandled Promise Rejection', unhandled(reason, promise), 128),
  );
  // A module that awaits what never comes: Node's own exit code for it.
  drained = () => {
    process.exitCode = 13;
  };
  platform.connection.keepAlive(false);
}

function initFailed(error: unknown): void {
  die('Uncaught Exception', error, 129);
}

/** The place of a mistake is among the frames: this version does not name it otherwise. */
function loadError({ kind, message, place }: LoadFailure): Error {
  const error = errors().runtimeError3(kind, message);
  const [words = '', ...frames] = (error.stack ?? '').split('\n    at ');
  if (place !== undefined) error.stack = [words, place, ...frames].join('\n    at ');
  return error;
}

/** Nothing of the function runs any more: AWS's client, too, posts in one go. */
function die(what: string, error: unknown, exitCode: number): never {
  logError(what, intoError(error));
  const { connection, phase } = platform;
  const now = phase();
  // A call that has answered in this turn of the event loop has ended well.
  const outcome = now.kind === 'ended' ? now.outcome : failed(errors().errorBody3(error));
  const path = now.kind === 'init' ? 'init/error' : `invocation/${now.requestId}/${outcome.endpoint}`;
  // Between two calls, and in the middle of an answer, there is nothing to be posted.
  if (now.kind !== 'idle' && !connection.hasBegun)
    connection.sendNow(connection.request('POST', path, outcome.lines, outcome.text));
  process.exit(exitCode);
}

const unhandled = (reason: unknown, promise: Promise<unknown>): Error =>
  Object.assign(errors().runtimeError3('UnhandledPromiseRejection', reason as string), { reason, promise });

/** Not String(): a symbol cannot be the message of an error, which is then what is thrown. */
const intoError = (error: unknown): Error => (error instanceof Error ? error : new Error(error as string));

function check(handler: RuntimeInvocation['handler']): void {
  const streaming = streamingOf(handler);
  if (streaming === undefined || streaming === null || streaming === false || streaming === 'response') return;
  throw errors().runtimeError3('MalformedStreamingHandler', 'Only response streaming is supported.');
}

function run(call: RuntimeInvocation): void {
  shared[requestIdKey] = call.requestId;
  shared[tenantIdKey] = call.headers['lambda-runtime-aws-tenant-id'];
  if (streamingOf(call.handler)) void runStreaming(call);
  else runBuffered(call);
}

type CallbackHandler = (
  event: unknown,
  context: object,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

function runBuffered(call: RuntimeInvocation): void {
  const { context, callback, answeredNull } = waysToEnd(call);
  // The connection alone does not keep the event loop alive: with nothing else in it, the call is over.
  call.connection.keepAlive(false);
  drained = answeredNull;
  try {
    const event: unknown = JSON.parse(call.body);
    Object.assign(context, environmentContext(), headerContext(call));
    const result = (call.handler as CallbackHandler)(event, context, callback);
    if (isPromise(result)) result.then(context.succeed, context.fail).catch(context.fail);
  } catch (error) {
    callback(error);
  }
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as Promise<unknown> | undefined)?.then === 'function';

/** The first of them that is used counts. One that throws has not been used. */
function waysToEnd(call: RuntimeInvocation) {
  let [isUsed, isComplete] = [false, false];
  const first =
    <A extends unknown[]>(way: (...parameters: A) => void) =>
    (...parameters: A): void => {
      if (isUsed) return;
      way(...parameters);
      isUsed = true;
    };
  const complete = (result: unknown): void => {
    if (isComplete) {
      console.error(
        'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
      );
      return;
    }
    isComplete = true;
    call.end(answered(serialized(result, unserializable)));
  };
  const end = (error: unknown, act: () => void): void => {
    drained = nothing;
    if (isNothing(error)) act();
    else fail(call, error);
  };
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    succeed: first((result?: unknown) => end(null, () => complete(result))),
    fail: first((error?: unknown) => end(isNothing(error) ? 'handled' : error, nothing)),
    done: first((error?: unknown, result?: unknown) => end(error, () => complete(result))),
  };
  const whenDrained = (result: unknown): void => {
    drained = () => void setImmediate(() => complete(result));
  };
  const callback = first((error?: unknown, result?: unknown) =>
    end(error, () => (context.callbackWaitsForEmptyEventLoop ? whenDrained(result) : complete(result))),
  );
  const answeredNull = (): void => {
    isComplete = true;
    call.end(answered('null'));
  };
  return { context, callback, answeredNull };
}

const nothing = (): void => {};
const isNothing = (value: unknown): boolean => value === undefined || value === null;
const unserializable = (): Error => new Error('Unable to stringify response body');

function fail(call: RuntimeInvocation, error: unknown): void {
  logError('Invoke Error', intoError(error));
  call.end(failed(errors().errorBody3(error)));
}

/** The next poll waits until nothing is left in the event loop, unless the function does not want that. */
async function runStreaming(call: RuntimeInvocation): Promise<void> {
  const context = { callbackWaitsForEmptyEventLoop: true, ...environmentContext(), ...headerContext(call) };
  drained = nothing;
  const { runStreaming: stream } = require('./stream-answer.cjs') as { runStreaming: RunStreaming };
  await stream(call, context, {
    errorBody: (error) => errors().errorBody3(error),
    invalid: (message) => errors().runtimeError3('InvalidStreamingOperation', message),
    // This version refuses in plain words.
    refusal: (words) => words,
    failed: async (error) => logError('Invoke Error', intoError(error)),
  });
  if (!context.callbackWaitsForEmptyEventLoop) {
    call.polls();
    return;
  }
  drained = () => {
    drained = nothing;
    setImmediate(() => call.polls());
  };
  call.connection.keepAlive(false);
}

const headerContext = ({ headers, requestId }: RuntimeInvocation): Partial<HandlerContext> & object => {
  const deadlineEpochMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    clientContext: parsed('ClientContext', headers['lambda-runtime-client-context']),
    identity: parsed('CognitoIdentity', headers['lambda-runtime-cognito-identity']),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    awsRequestId: requestId,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadlineEpochMs - Date.now(),
  } as Partial<HandlerContext>;
};

function parsed(name: string, json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error}`);
  }
}

module.exports = {
  ...{ readsDefaultExport: false, globals: {}, ids, begin, check, run, loadError, initFailed },
} satisfies ClientVersion;
