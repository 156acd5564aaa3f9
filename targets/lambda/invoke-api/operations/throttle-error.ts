import { ServiceError } from '../../functions/service-error.ts';
import type { InvokeResult } from '../../invoke.ts';

/** 429 with its reason and `Retry-After` in seconds. */
export const throttleError = ({
  reason = 'ReservedFunctionConcurrentInvocationLimitExceeded',
  retryAfterS = 1,
}: Extract<InvokeResult, { kind: 'throttled' }>): ServiceError =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', {
    members: { Reason: reason },
    headers: { 'Retry-After': String(retryAfterS) },
  });
