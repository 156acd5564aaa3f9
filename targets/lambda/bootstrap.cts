/**
 * The runtime inside an environment: `node bootstrap.cjs FILE EXPORT [POLLS]`. Everything here delays every cold start, so it
 * is CommonJS, and it speaks HTTP over a bare socket: node:http costs 2 to 3 ms more.
 *
 * Where an environment takes several calls at once (`AWS_LAMBDA_MAX_CONCURRENCY`), it polls as often, each time on a connection
 * of its own: all on one event loop, or shared out to as many worker threads as `AWS_LAMBDA_NODEJS_WORKER_COUNT` says.
 */
import type { Handler, HandlerContext } from '../app/load-handler.ts';
import type { Answer, Connect } from './runtime-client.cts';
import type { StartThreads } from './runtimes/worker-threads.cts';
import type { HttpResponseStream, ResponseStream, StreamAnswer, StreamingHandler } from './stream-answer.cts';

const { connect } = require('./runtime-client.cjs') as { connect: Connect };
// require() of an ES module: import() would start the asynchronous loader, which costs 5 ms.
const { loadHandler } = require('../app/load-handler.js') as typeof import('../app/load-handler.ts');

const [, , file = '', exportName = '', share] = process.argv;
const address = process.env['AWS_LAMBDA_RUNTIME_API'] ?? '';
/** Calls at once in the process. */
const concurrency = Math.max(1, Number(process.env['AWS_LAMBDA_MAX_CONCURRENCY'] ?? 1));
/** Those of this event loop. */
const polls = Number(share ?? concurrency);
const threads = Number(process.env['AWS_LAMBDA_NODEJS_WORKER_COUNT'] ?? 0);
/** What the function is doing. */
let phase: { kind: 'init' } | { kind: 'idle' } | { kind: 'call'; requestId: string } = { kind: 'init' };
/** Nothing is left that could ever end the call. */
let drained = () => {};
/** When the runtime last polled. */
let cpuAtPoll: NodeJS.CpuUsage | undefined;

function start(): void {
  if (share !== undefined || concurrency === 1 || !(threads > 0)) {
    serve();
    return;
  }
  const { startThreads } = require('./runtimes/worker-threads.cjs') as { startThreads: StartThreads };
  startThreads({ threads, polls, program: __filename, args: [file, exportName] });
}

function serve(): void {
  const first = connect(address);
  defineGlobals();
  process.on('beforeExit', () => drained());
  process.on('uncaughtException', (error, origin) =>
    endWith(error, origin === 'unhandledRejection' ? 'Runtime.UnhandledPromiseRejection' : errorTypeOf(error)),
  );
  handlerLoaded().then(
    (handler) => {
      poll(first, handler);
      for (let i = 1; i < polls; i++) poll(connect(address), handler);
    },
    (error: unknown) => endWith(error, errorTypeOf(error)),
  );
}

/** Handlers that write their answer, by AWS's names; what it takes is loaded when one of them answers. */
function defineGlobals(): void {
  const streamifyResponse = (handler: StreamingHandler) => Object.assign(handler, { [streamingMark]: 'response' });
  const from = (stream: ResponseStream, metadata: object) => loadStreaming().httpResponseStream(stream, metadata);
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } });
}

/** AWS's own: libraries that wrap a handler look for it, and copy it. */
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');

const isStreaming = (handler: object): boolean => streamingMark in handler;

const loadStreaming = () =>
  require('./stream-answer.cjs') as { streamAnswer: StreamAnswer; httpResponseStream: HttpResponseStream };

async function handlerLoaded(): Promise<Handler> {
  if (exportName === '') throw named('Runtime.MalformedHandlerName', 'Bad handler');
  // As it is: callbacks are seen to below.
  return loadHandler({ file, export: exportName }, () => true);
}

type Client = ReturnType<Connect>;

function poll(on: Client, handler: Handler): void {
  phase = { kind: 'idle' };
  cpuAtPoll = process.cpuUsage();
  on.send([nextRequest(on, meterLines())], (invocation) => invoke(on, handler, invocation));
}

async function invoke(on: Client, handler: Handler, { headers, body }: Answer): Promise<void> {
  const before = process.cpuUsage();
  const requestId = headers['lambda-runtime-aws-request-id'] ?? '';
  phase = { kind: 'call', requestId };
  // Where several calls share the process, the trace of none is that of all.
  if (polls === 1) process.env['_X_AMZN_TRACE_ID'] = headers['lambda-runtime-trace-id'] ?? '';
  const outcome = isStreaming(handler)
    ? await streamed(on, handler as unknown as StreamingHandler, body, headers)
    : await outcomeOf(on, handler, body, headers);
  on.keepAlive(true);
  phase = { kind: 'idle' };
  const texts = [nextRequest(on)];
  if (outcome !== 'written') {
    const { endpoint, lines, text } = outcome;
    const meters = concurrency === 1 ? meterLines(before) + restingLine(before) : '';
    texts.unshift(on.request('POST', `invocation/${requestId}/${endpoint}`, lines + meters, text));
  }
  cpuAtPoll = process.cpuUsage();
  // One write for both: the platform knows of the idle environment as soon as of the answer.
  on.send(texts, (invocation) => invoke(on, handler, invocation));
}

interface Outcome {
  readonly endpoint: 'response' | 'error';
  /** Header lines. */
  readonly lines: string;
  readonly text: string;
}

async function outcomeOf(on: Client, handler: Handler, event: string, headers: Answer['headers']): Promise<Outcome> {
  try {
    const result = await resultOf(on, handler, event, headers);
    // What JSON cannot say, such as undefined or a function, is null on the wire, as with Lambda's own runtime.
    return { endpoint: 'response', lines: jsonLine, text: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return failed(error);
  }
}

/**
 * What a handler returns or promises, or calls back, or says by its context, as old ones do. One that has promised nothing has
 * answered null when nothing is left to wait for, as under Lambda's runtimes up to Node 22. The loop is not waited for once
 * it has answered, whatever it says in `callbackWaitsForEmptyEventLoop`.
 */
const resultOf = (on: Client, handler: Handler, event: string, headers: Answer['headers']): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const context = contextOf(headers, { resolve, reject });
    const returned = (handler as CallbackHandler)(JSON.parse(event), context, context.done);
    if (isPromise(returned)) returned.then(resolve, reject);
    else if (handler.length < 3 && (returned !== undefined || polls > 1)) resolve(returned);
    else whenDrained(on, () => resolve(null));
  });

type CallbackHandler = (event: unknown, context: LambdaContext, callback: LambdaContext['done']) => unknown;

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (Object(value) as PromiseLike<unknown>).then === 'function';

/** Not on a shared loop: the polls of the others keep it alive. */
function whenDrained(on: Client, end: () => void): void {
  if (polls > 1) return;
  drained = end;
  on.keepAlive(false);
}

/** An error after the answer has begun goes into its trailers. */
async function streamed(
  on: Client,
  handler: StreamingHandler,
  event: string,
  headers: Answer['headers'],
): Promise<Outcome | 'written'> {
  const context = contextOf(headers);
  // Without its last line: the content type is known when the handler begins to write.
  const head = on.request('POST', `invocation/${context.awsRequestId}/response`, streamedLines).slice(0, -2);
  try {
    await loadStreaming().streamAnswer(
      { connection: on, head, errorTrailers, whenDrained: (end) => whenDrained(on, end) },
      (stream) => handler(JSON.parse(event), stream, context),
    );
    return 'written';
  } catch (error) {
    return failed(error);
  }
}

const streamedLines =
  'Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n' +
  'Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n';

/** The body in base64, as Amazon's own runtimes write it. */
function errorTrailers(error: unknown): string {
  console.error(error);
  const type = errorTypeOf(error);
  const body = Buffer.from(errorBody(error, type)).toString('base64');
  return `${typeLine(type)}Lambda-Runtime-Function-Error-Body: ${body}\r\n`;
}

function failed(error: unknown): Outcome {
  console.error(error);
  const type = errorTypeOf(error);
  return { endpoint: 'error', lines: errorLines(type), text: errorBody(error, type) };
}

interface LambdaContext extends HandlerContext {
  readonly clientContext?: unknown;
  readonly identity?: unknown;
  readonly xRayTraceId?: string;
  /** The ways to answer of before there were callbacks. Absent under streaming handlers. */
  readonly done?: (error?: unknown, result?: unknown) => void;
  readonly succeed?: (result?: unknown) => void;
  readonly fail?: (error?: unknown) => void;
}

interface Settle {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

function contextOf(headers: Answer['headers'], settle?: Settle): LambdaContext {
  const deadlineEpochMs = Number(headers['lambda-runtime-deadline-ms']);
  const traceId = headers['lambda-runtime-trace-id'];
  return {
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    awsRequestId: headers['lambda-runtime-aws-request-id'] ?? '',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    getRemainingTimeInMillis: () => Math.max(0, deadlineEpochMs - Date.now()),
    callbackWaitsForEmptyEventLoop: true,
    clientContext: parsed(headers['lambda-runtime-client-context']),
    identity: parsed(headers['lambda-runtime-cognito-identity']),
    ...(traceId !== undefined && { xRayTraceId: traceId }),
    ...(settle && {
      done: (error, result) => (error == null ? settle.resolve(result) : settle.reject(error)),
      succeed: settle.resolve,
      fail: settle.reject,
    }),
  };
}

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

const variable = (name: string): string => process.env[name] ?? '';

const nextRequest = (on: Client, lines = ''): string => on.request('GET', 'invocation/next', lines);

/** The process cannot go on: it tells the platform why, unless that is nobody's failure, and ends. */
function endWith(error: unknown, errorType: string): void {
  console.error(error);
  if (phase.kind === 'idle' || (phase.kind === 'call' && polls > 1)) process.exit(1);
  const path = phase.kind === 'init' ? 'init/error' : `invocation/${phase.requestId}/error`;
  const client = connect(address);
  const request = client.request('POST', path, errorLines(errorType), errorBody(error, errorType));
  client.send([request], () => process.exit(1));
}

const jsonLine = 'Content-Type: application/json\r\n';

const typeLine = (errorType: string): string =>
  `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\w.$:-]/g, '_')}\r\n`;

const errorLines = (errorType: string): string => jsonLine + typeLine(errorType);

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

const errorTypeOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

const errorBody = (error: unknown, errorType: string): string =>
  JSON.stringify(
    error instanceof Error
      ? { errorType, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
      : { errorType, errorMessage: String(error), trace: [] },
  );

/** Its own CPU (getrusage), of all its threads: since its start, or since `before`. */
function meterLines(before?: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(before);
  return `rollcall-cpu-us: ${user + system}\r\n${peakLine()}`;
}

/** CPU between the poll and the call at whose start it was `atCall`. */
const restingLine = (atCall: NodeJS.CpuUsage): string =>
  cpuAtPoll === undefined
    ? ''
    : `rollcall-resting-cpu-us: ${atCall.user + atCall.system - cpuAtPoll.user - cpuAtPoll.system}\r\n`;

/** On Linux the platform reads the kernel's peak itself: getrusage's counts the parent's memory before exec too. */
const peakLine = (): string =>
  process.platform === 'linux' ? '' : `rollcall-peak-rss-kb: ${process.resourceUsage().maxRSS}\r\n`;

// When all of the above is there.
start();
