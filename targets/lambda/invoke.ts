import type { Readable } from 'node:stream';
import type { PlatformIdentity } from '../../src/model/identity.ts';
import { optional } from '../../src/model/optional.ts';
import type { ThrottleReason } from '../../src/model/platform/lambda.ts';

/** One invocation as it arrives: what every front door (function URL, Invoke API) hands to the supervisor. */
export interface InvokeRequest {
  readonly requestId: string;
  /** `Root=1-...;Parent=...;Sampled=0` */
  readonly traceId: string;
  readonly payload: string | Buffer;
  /** `stream`: a streamed answer is wanted as it comes (`streamed`). Else it is put together first. */
  readonly mode?: 'buffered' | 'stream';
  /** `Tail`: the end of the log is wanted with the result, which comes when the log has been written. */
  readonly logType?: 'None' | 'Tail';
  /** JSON, as the runtime gets it in `Lambda-Runtime-Client-Context`. */
  readonly clientContext?: string;
  /** JSON, as the runtime gets it in `Lambda-Runtime-Cognito-Identity`. */
  readonly cognitoIdentity?: string;
  /** As the caller named the function, with its qualifier. Absent: the plain ARN. */
  readonly functionArn?: string;
}

/** What becomes of it, and in which environment. Absent: in none. */
export type InvokeResult = Ended & { readonly servedBy?: PlatformIdentity };

type Ended =
  /** The function's answer as it posted it: JSON if the function is sane. `contentType`: as the runtime named it. */
  | { readonly kind: 'answered'; readonly payload: Buffer; readonly contentType?: string; readonly logTail?: Buffer }
  /** Only for `mode: 'stream'`, as soon as the function begins to answer. */
  | ({ readonly kind: 'streamed' } & StreamedAnswer)
  /** The payload is Lambda's JSON of the error: `{errorType, errorMessage, ...}`. */
  | { readonly kind: 'function-error'; readonly errorType: string; readonly payload: Buffer; readonly logTail?: Buffer }
  /** Absent reason: `ReservedFunctionConcurrentInvocationLimitExceeded`; absent `retryAfterS`: 1. */
  | { readonly kind: 'throttled'; readonly reason?: ThrottleReason; readonly retryAfterS?: number };

export interface StreamedAnswer {
  readonly contentType: string;
  /** Buffers. It ends, and never fails, also when the function does; who does not want it any more destroys it. */
  readonly chunks: Readable;
  /** Resolves when the invocation has ended, well or badly. */
  readonly ended: Promise<StreamEnd>;
}

export interface StreamEnd {
  /** What went wrong after the answer had begun: `payload` as in `function-error`. */
  readonly error?: { readonly errorType: string; readonly payload: Buffer };
  readonly logTail?: Buffer;
}

export type Failure =
  /** The runtime said so; `body` is what it posted. */
  | { readonly kind: 'error'; readonly errorType: string; readonly body: Buffer }
  /** The platform found it so; the message is in the platform's words. */
  | { readonly kind: 'ended'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly afterMs: number };

export const failureResult = (failure: Failure, requestId: string, logTail?: Buffer): InvokeResult => ({
  kind: 'function-error',
  ...errorOf(failure, requestId),
  ...optional('logTail', logTail),
});

export const errorOf = (failure: Failure, requestId: string): NonNullable<StreamEnd['error']> => ({
  errorType: errorTypeOf(failure),
  payload: failure.kind === 'error' ? failure.body : platformError(failure, requestId),
});

export function endStatus(failure: Failure | undefined): 'success' | 'error' | 'timeout' {
  if (failure === undefined) return 'success';
  return failure.kind === 'timeout' ? 'timeout' : 'error';
}

export const errorTypeOf = (failure: Failure): string =>
  failure.kind === 'timeout' ? 'Sandbox.Timedout' : failure.errorType;

export function tooLargeAnswer(limitBytes: number): Failure {
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`;
  return { kind: 'error', errorType, body: Buffer.from(JSON.stringify({ errorMessage, errorType })) };
}

function platformError(failure: Exclude<Failure, { kind: 'error' }>, requestId: string): Buffer {
  const message =
    failure.kind === 'timeout'
      ? `Task timed out after ${(failure.afterMs / 1000).toFixed(2)} seconds`
      : failure.message;
  return Buffer.from(
    JSON.stringify({ errorType: errorTypeOf(failure), errorMessage: `RequestId: ${requestId} Error: ${message}` }),
  );
}
