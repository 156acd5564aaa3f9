/**
 * As aws-lambda-ric 4.0.2 does, which Lambda runs from Node 24 on, and wherever an environment takes several calls at once: handlers
 * promise their result or return it, and what nobody catches ends the process.
 */
import type { HandlerContext, LoadFailure } from '../../../app/load-handler.cts';
import type { CallIds, CallParts, ClientVersion, Platform, RuntimeInvocation } from './call.cts';
import type { Errors } from './errors.cts';
import type { InvokeStores } from './invoke-store.cts';
import type { Log } from './log.cts';
import type { RunStreaming } from './stream-answer.cts';

const { logError } = require('./log.cjs') as Log;
const { answered, failed, serialized, environmentContext, streamingOf } = require('./call.cjs') as CallParts;
const errors = () => require('./errors.cjs') as Errors;

const isShared = 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env;
const { createStore, fieldsOf } = require('./invoke-store.cjs') as InvokeStores;
const store = createStore(isShared);
const ids: CallIds = { requestId: () => store.getRequestId(), tenantId: () => store.getTenantId() || undefined };

let platform: Platform;

function begin(given: Platform): void {
  platform = given;
  platform.connection.keepAlive(false);
}

/** The stack of a mistake in the syntax is that of Node's own error, which names the place. */
function loadError({ kind, message, cause }: LoadFailure): Error {
  const error = errors().runtimeError4(kind, message);
  return cause instanceof SyntaxError && cause.stack !== undefined
    ? Object.assign(error, { stack: cause.stack })
    : error;
}

function initFailed(error: unknown): void {
  logError('Init Error', intoError(error));
  const { connection } = platform;
  const { lines, text } = failed(errors().errorBody4(error));
  connection.sendNow(connection.request('POST', 'init/error', lines, text));
  process.exit(1);
}

const intoError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function check(handler: RuntimeInvocation['handler']): void {
  const streaming = streamingOf(handler);
  if (streaming && streaming !== 'response')
    throw errors().runtimeError4('MalformedStreamingHandler', 'Only response streaming is supported.');
  if (handler.length >= 3 && !streaming) throw errors().runtimeError4('CallbackHandlerDeprecated', callbackError());
}

const callbackError = (): string => {
  const what =
    process.env['AWS_EXECUTION_ENV'] === 'AWS_Lambda_nodejs22.x'
      ? 'does not support callback-based function handlers when using Node.js 22 with Managed Instances. To use Managed Instances, modify this function to use a supported handler signature.'
      : 'has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.';
  return `ERROR: AWS Lambda ${what} For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.`;
};

function run(call: RuntimeInvocation): void {
  const { headers, requestId } = call;
  const context = contextOf(call);
  const event: unknown = JSON.parse(call.body);
  // With nothing in the event loop but the connection, the process ends, and the call with it.
  if (!isShared) call.connection.keepAlive(false);
  void store.run(fieldsOf(requestId, headers['lambda-runtime-trace-id']), () =>
    streamingOf(call.handler) ? runStreaming(call, context) : runBuffered(call, event, context),
  );
}

async function runBuffered(call: RuntimeInvocation, event: unknown, context: HandlerContext): Promise<void> {
  try {
    const result = await call.handler(event, context);
    await turn();
    call.end(answered(serialized(result, unserializable)));
  } catch (error) {
    await turn();
    logError('Invoke Error', intoError(error));
    call.end(failed(errors().errorBody4(error)));
  }
}

/** What the handler left behind may fail first. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const unserializable = (): Error => errors().runtimeError4('JSONStringifyError', 'Unable to stringify response body');

async function runStreaming(call: RuntimeInvocation, context: HandlerContext): Promise<void> {
  call.connection.keepAlive(true);
  const { runStreaming: stream } = require('./stream-answer.cjs') as { runStreaming: RunStreaming };
  await stream(call, context, {
    errorBody: (error) => errors().errorBody4(error),
    invalid: (message) => errors().runtimeError4('InvalidStreamingOperation', message),
    refusal: (words) => new Error(words),
    failed: async (error) => {
      await turn();
      logError('Invoke Error', intoError(error));
    },
  });
  call.polls();
}

function contextOf({ headers, requestId }: RuntimeInvocation): HandlerContext {
  const deadlineEpochMs = Number(headers['lambda-runtime-deadline-ms']);
  const { functionVersion, functionName, ...rest } = environmentContext();
  return {
    clientContext: parsed('lambda-runtime-client-context', headers),
    identity: parsed('lambda-runtime-cognito-identity', headers),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    awsRequestId: requestId,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    xRayTraceId: headers['lambda-runtime-trace-id'],
    getRemainingTimeInMillis: () => deadlineEpochMs - Date.now(),
    // The client's order: a function may write its context down.
    ...{ functionName, functionVersion, ...rest },
  } as HandlerContext;
}

function parsed(name: string, headers: RuntimeInvocation['headers']): unknown {
  const json = headers[name];
  if (!json) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw errors().runtimeError4('PlatformError', `Failed to parse ${name} as JSON: ${(error as Error).message}`);
  }
}

module.exports = {
  ...{ readsDefaultExport: true, globals: { InvokeStore: store }, ids, begin, check, run, loadError, initFailed },
} satisfies ClientVersion;
