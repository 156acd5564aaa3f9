import { ServiceError } from '../functions/service-error.ts';
import type { Failure, InvokeResult } from '../invoke.ts';

/** Source: "Runtime hooks" of SnapStart: loading the runtime and its hooks after the restore have 10 s. */
export const restoreTimeoutMs = 10_000;

/** Of an invocation whose environment could not be restored: messages of the API's errors. */
const messages = {
  SnapStartException:
    'The afterRestore() runtime hook encountered an error. For more information, check the Amazon CloudWatch logs.',
  SnapStartTimeoutException: "Lambda couldn't restore the snapshot within the timeout limit.",
} as const;

/** What the caller gets; the log has the reason. */
export function restoreFailure({ kind }: Failure): Failure {
  const errorType: keyof typeof messages = kind === 'timeout' ? 'SnapStartTimeoutException' : 'SnapStartException';
  return { kind: 'ended', errorType, message: messages[errorType] };
}

/** The Invoke API refuses such an invocation: it is no error of the function. Undefined for all other results. */
export function restoreError(result: InvokeResult): ServiceError | undefined {
  const errorType = result.kind === 'function-error' ? result.errorType : '';
  return isRestoreError(errorType) ? new ServiceError(errorType, messages[errorType]) : undefined;
}

const isRestoreError = (errorType: string): errorType is keyof typeof messages => Object.hasOwn(messages, errorType);
