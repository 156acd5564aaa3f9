import type { InvokeRequest } from '../invoke.ts';
import { type Exchange, metersOf, refuse } from './exchange.ts';
import type { Poll } from './runtime.ts';

/** GET /2018-06-01/runtime/invocation/next: held open until there is an invocation. */
export function next({ runtime, request, response }: Exchange, functionArn: string): void {
  const poll: Poll = {
    deliver(invocation, deadlineEpochMs) {
      response.writeHead(200, headersOf(invocation, deadlineEpochMs, functionArn));
      response.end(invocation.payload);
    },
  };
  response.once('close', () => runtime.pollLost(poll));
  const refusal = runtime.next(poll, metersOf(request));
  if (refusal !== undefined) refuse(response, refusal);
}

const headersOf = ({ requestId, traceId, payload }: InvokeRequest, deadlineEpochMs: number, functionArn: string) => ({
  'Content-Type': 'application/json',
  'Content-Length': Buffer.byteLength(payload),
  'Lambda-Runtime-Aws-Request-Id': requestId,
  'Lambda-Runtime-Deadline-Ms': String(deadlineEpochMs),
  'Lambda-Runtime-Invoked-Function-Arn': functionArn,
  'Lambda-Runtime-Trace-Id': traceId,
});
