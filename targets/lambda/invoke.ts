/** One invocation on its way in: what every front door (function URL, later the Invoke API) hands to the supervisor. */
export interface InvokeRequest {
  readonly requestId: string;
  /** `Root=1-...;Parent=...;Sampled=0` */
  readonly traceId: string;
  /** The event, as JSON. */
  readonly payload: string | Buffer;
}

/** What becomes of it. */
export type InvokeResult =
  /** The function's answer as it posted it: JSON if the function is sane. */
  | { readonly kind: 'answered'; readonly payload: Buffer }
  /** The payload is Lambda's JSON of the error: `{errorType, errorMessage, ...}`. */
  | { readonly kind: 'function-error'; readonly errorType: string; readonly payload: Buffer }
  | { readonly kind: 'throttled' };

/** Why an invocation failed. */
export type Failure =
  /** The runtime said so; `body` is what it posted. */
  | { readonly kind: 'error'; readonly errorType: string; readonly body: Buffer }
  /** The platform found it so; the message is in the platform's words. */
  | { readonly kind: 'ended'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly afterMs: number };

export const failureResult = (failure: Failure, requestId: string): InvokeResult => ({
  kind: 'function-error',
  errorType: errorTypeOf(failure),
  payload: failure.kind === 'error' ? failure.body : platformError(failure, requestId),
});

export const errorTypeOf = (failure: Failure): string =>
  failure.kind === 'timeout' ? 'Sandbox.Timedout' : failure.errorType;

function platformError(failure: Exclude<Failure, { kind: 'error' }>, requestId: string): Buffer {
  const message =
    failure.kind === 'timeout'
      ? `Task timed out after ${(failure.afterMs / 1000).toFixed(2)} seconds`
      : failure.message;
  return Buffer.from(
    JSON.stringify({ errorType: errorTypeOf(failure), errorMessage: `RequestId: ${requestId} Error: ${message}` }),
  );
}
