import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
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

function headersOf(invocation: InvokeRequest, deadlineEpochMs: number, functionArn: string): OutgoingHttpHeaders {
  const { requestId, traceId, payload, clientContext, cognitoIdentity } = invocation;
  return {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(payload),
    'Lambda-Runtime-Aws-Request-Id': requestId,
    // One per attempt: Lambda tries an asynchronous invocation again under the same request id.
    'Lambda-Runtime-Invocation-Id': randomUUID(),
    'Lambda-Runtime-Deadline-Ms': String(deadlineEpochMs),
    'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn ?? functionArn,
    ...header('Lambda-Runtime-Trace-Id', traceId),
    ...header('Lambda-Runtime-Client-Context', clientContext),
    ...header('Lambda-Runtime-Cognito-Identity', cognitoIdentity),
  };
}

/** Lambda sends no empty ones. In JSON, what a header cannot carry can be said in escapes. */
const header = (name: string, value = ''): OutgoingHttpHeaders =>
  value === '' ? {} : { [name]: value.replace(/[^\x20-\x7e]/g, escaped) };

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
