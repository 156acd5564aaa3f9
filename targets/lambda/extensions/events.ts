import type { InvokeRequest } from '../invoke.ts';
import type { EventBody } from './extension.ts';

/** `spindown`: it is not needed any more. */
export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

/** It has nothing of the payload. */
export function invokeEvent(
  { requestId, traceId, functionArn }: Pick<InvokeRequest, 'requestId' | 'traceId' | 'functionArn'>,
  deadlineEpochMs: number,
): EventBody {
  const event = { deadlineMs: deadlineEpochMs, requestId, invokedFunctionArn: functionArn };
  const tracing = traceId === '' ? {} : { tracing: { type: 'X-Amzn-Trace-Id', value: traceId } };
  return { eventType: 'INVOKE', ...event, ...tracing };
}

export const shutdownEvent = (shutdownReason: ShutdownReason, deadlineEpochMs: number): EventBody => ({
  eventType: 'SHUTDOWN',
  ...{ shutdownReason, deadlineMs: Math.floor(deadlineEpochMs) },
});
