import type { Handler, HandlerContext, LoadFailure } from '../../../app/load-handler.cts';
import type { Answer, RuntimeClient } from './client.cts';
import type { ErrorBody } from './errors.cts';

export interface RuntimeInvocation {
  readonly requestId: string;
  readonly headers: Answer['headers'];
  readonly body: string;
  readonly handler: Handler;
  readonly connection: RuntimeClient;
  /** Posts the outcome and polls. Once, and not for a streamed answer. */
  end(outcome: Outcome): void;
  /** Polls after a streamed answer. */
  polls(): void;
}

export interface Outcome {
  readonly endpoint: 'response' | 'error';
  readonly lines: string;
  readonly text: string;
}

/** The way of a version of AWS's client, `aws-lambda-ric`, with the function that it runs. */
export interface ClientVersion {
  /** Whether a handler is also looked for in a module's default export. */
  readonly readsDefaultExport: boolean;
  readonly ids: CallIds;
  /** What is needed before any of the function's code runs. */
  begin(platform: Platform): void;
  check(handler: Handler): void;
  run(call: RuntimeInvocation): void;
  /** What is in `awslambda` besides. */
  readonly globals: object;
  /** The same in the version's own words. */
  loadError(error: LoadFailure): Error;
  initFailed(error: unknown): void;
}

export interface CallIds {
  requestId(): string | undefined;
  tenantId(): string | undefined;
}

/** What a version may ask for besides its calls. */
export interface Platform {
  /** Where calls come one at a time: the connection on which they come. */
  readonly connection: Pick<RuntimeClient, 'keepAlive' | 'hasBegun' | 'request' | 'sendNow'>;
  phase(): Phase;
}

/** What the process is doing, where calls come one at a time. */
export type Phase =
  | { readonly kind: 'init' }
  | { readonly kind: 'idle'; readonly requestId: string }
  | { readonly kind: 'call'; readonly requestId: string }
  /** The outcome has not been sent yet. */
  | { readonly kind: 'ended'; readonly requestId: string; readonly outcome: Outcome };

const jsonLine = 'Content-Type: application/json\r\n';

const answered = (text: string): Outcome => ({ endpoint: 'response', lines: jsonLine, text });

const failed = (body: ErrorBody): Outcome => ({
  endpoint: 'error',
  lines: jsonLine + errorTypeLine(body.errorType),
  text: JSON.stringify(body),
});

const errorTypeLine = (errorType = ''): string =>
  `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\w.$:-]/g, '_')}\r\n`;

/** @throws what the version throws in place of what cannot be serialized. The native part of AWS's client takes text only. */
function serialized(result: unknown, instead: () => Error): string {
  const text = jsonOf(result === undefined ? null : result, instead);
  if (text === undefined) throw new TypeError('Wrong arguments');
  return text;
}

function jsonOf(value: unknown, instead: () => Error): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    throw instead();
  }
}

type EnvironmentContext = Pick<
  HandlerContext,
  'functionName' | 'functionVersion' | 'memoryLimitInMB' | 'logGroupName' | 'logStreamName'
>;

const environmentContext = (): EnvironmentContext => ({
  functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
  functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
  memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
  logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
  logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
});

const variable = (name: string): string => process.env[name] ?? '';

/** AWS's own: libraries that wrap a handler look for it, and copy it. */
const streamingKey = Symbol.for('aws.lambda.runtime.handler.streaming');

const streamingOf = (handler: Handler): unknown => (handler as unknown as Record<symbol, unknown>)[streamingKey];

const exported = { answered, failed, errorTypeLine, serialized, environmentContext, streamingOf };
module.exports = exported;

export type CallParts = typeof exported;
