/**
 * The runtime inside an environment: `node bootstrap.cjs FILE EXPORT`. Everything here delays every cold start, so it is
 * CommonJS, and it speaks HTTP over a bare socket: node:http costs 2 to 3 ms more.
 */
import type { Handler, HandlerContext } from '../app/load-handler.ts';
import type { Answer, Connect } from './runtime-client.cts';
import type { HttpResponseStream, ResponseStream, StreamAnswer, StreamingHandler } from './stream-answer.cts';

const { connect } = require('./runtime-client.cjs') as { connect: Connect };
// require() of an ES module: import() would start the asynchronous loader, which costs 5 ms.
const { loadHandler } = require('../app/load-handler.js') as typeof import('../app/load-handler.ts');

const [, , file = '', exportName = ''] = process.argv;
const address = process.env['AWS_LAMBDA_RUNTIME_API'] ?? '';
/** Calls at once; each poll has a connection of its own, and all share one event loop. */
const polls = Math.max(1, Number(process.env['AWS_LAMBDA_MAX_CONCURRENCY'] ?? 1));
const client = connect(address);
/** What the function is doing. */
let phase: { kind: 'init' } | { kind: 'idle' } | { kind: 'call'; requestId: string } = { kind: 'init' };

/** Handlers that write their answer, by AWS's names; what it takes is loaded when one of them answers. */
const streaming = new WeakSet<object>();
const loadStreaming = () =>
  require('./stream-answer.cjs') as { streamAnswer: StreamAnswer; httpResponseStream: HttpResponseStream };
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: StreamingHandler) => {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from: (stream: ResponseStream, metadata: object) => loadStreaming().httpResponseStream(stream, metadata),
    },
  },
});

process.on('uncaughtException', (error, origin) =>
  endWith(error, origin === 'unhandledRejection' ? 'Runtime.UnhandledPromiseRejection' : errorTypeOf(error)),
);

loadHandler({ file, export: exportName }, (handler) => streaming.has(handler)).then(
  (handler) => {
    poll(client, handler);
    for (let i = 1; i < polls; i++) poll(connect(address), handler);
  },
  (error: unknown) => endWith(error, errorTypeOf(error)),
);

function poll(on: Client, handler: Handler): void {
  phase = { kind: 'idle' };
  on.send([nextRequest(meterLines())], (invocation) => invoke(on, handler, invocation));
}

type Client = ReturnType<Connect>;

async function invoke(on: Client, handler: Handler, { headers, body }: Answer): Promise<void> {
  const before = process.cpuUsage();
  const requestId = headers['lambda-runtime-aws-request-id'] ?? '';
  // Where several calls share the process, the trace of none is that of all.
  if (polls === 1) process.env['_X_AMZN_TRACE_ID'] = headers['lambda-runtime-trace-id'] ?? '';
  phase = { kind: 'call', requestId };
  const context = contextOf(headers);
  const outcome = streaming.has(handler)
    ? await streamed(on, handler as unknown as StreamingHandler, body, context)
    : await outcomeOf(handler, body, context);
  phase = { kind: 'idle' };
  if (outcome === 'written') {
    on.send([nextRequest()], (invocation) => invoke(on, handler, invocation));
    return;
  }
  const { endpoint, lines, text } = outcome;
  const answer = client.request(
    'POST',
    `invocation/${requestId}/${endpoint}`,
    lines + (polls === 1 ? meterLines(before) : ''),
    text,
  );
  // One write for both: the platform knows of the idle environment as soon as of the answer.
  on.send([answer, nextRequest()], (invocation) => invoke(on, handler, invocation));
}

interface Outcome {
  readonly endpoint: 'response' | 'error';
  /** Header lines. */
  readonly lines: string;
  readonly text: string;
}

async function outcomeOf(handler: Handler, event: string, context: HandlerContext): Promise<Outcome> {
  try {
    const result = await handler(JSON.parse(event), context);
    // What JSON cannot say, such as undefined or a function, is null on the wire, as with Lambda's own runtime.
    return { endpoint: 'response', lines: jsonLine, text: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return failed(error);
  }
}

/** An error after the answer has begun goes into its trailers. */
async function streamed(
  on: Client,
  handler: StreamingHandler,
  event: string,
  context: HandlerContext,
): Promise<Outcome | 'written'> {
  // Without its last line: the content type is known when the handler begins to write.
  const head = on.request('POST', `invocation/${context.awsRequestId}/response`, streamedLines).slice(0, -2);
  try {
    await loadStreaming().streamAnswer({ connection: on, head, errorTrailers }, (stream) =>
      handler(JSON.parse(event), stream, context),
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

function contextOf(headers: Answer['headers']): HandlerContext {
  const deadlineEpochMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    awsRequestId: headers['lambda-runtime-aws-request-id'] ?? '',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    getRemainingTimeInMillis: () => Math.max(0, deadlineEpochMs - Date.now()),
  };
}

const variable = (name: string): string => process.env[name] ?? '';

const nextRequest = (lines = ''): string => client.request('GET', 'invocation/next', lines);

/** The process cannot go on: it tells the platform why, unless that is nobody's failure, and ends. */
function endWith(error: unknown, errorType: string): void {
  console.error(error);
  if (phase.kind === 'idle' || polls > 1) process.exit(1);
  const path = phase.kind === 'init' ? 'init/error' : `invocation/${phase.requestId}/error`;
  const request = client.request('POST', path, errorLines(errorType), errorBody(error, errorType));
  client.send([request], () => process.exit(1));
}

const jsonLine = 'Content-Type: application/json\r\n';

const typeLine = (errorType: string): string =>
  `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\w.$:-]/g, '_')}\r\n`;

const errorLines = (errorType: string): string => jsonLine + typeLine(errorType);

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

/** On Linux the platform reads the kernel's peak itself: getrusage's counts the parent's memory before exec too. */
const peakLine = (): string =>
  process.platform === 'linux' ? '' : `rollcall-peak-rss-kb: ${process.resourceUsage().maxRSS}\r\n`;
