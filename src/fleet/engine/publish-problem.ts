import { isNoResponder } from './no-responder.ts';

/**
 * Answers of JetStream after which the same block may be taken later: the stream is full (10077), the broker has no room (10023, 10047), or a
 * cluster has no leader at the moment (10008).
 */
const passing = new Set([10_077, 10_023, 10_047, 10_008]);
/** A broker that restarts has its streams back by then. */
const noStreamMs = 10_000;

/**
 * Why a block will never be taken; undefined if it is to be published again: the stream is full, or the broker is away.
 * @param refusedMs for how long no block has been taken
 */
export function publishProblem(error: unknown, refusedMs: number): string | undefined {
  const causes = error instanceof Error ? [error, error.cause].filter((one) => one instanceof Error) : [];
  for (const cause of causes) {
    const { name, message } = cause;
    if (name === 'PermissionViolationError') return `the broker does not allow it to publish samples: ${message}`;
    if (name === 'InvalidArgumentError') return `the broker does not take a block of samples: ${message}`;
    if (name === 'JetStreamApiError' && 'code' in cause && !passing.has(Number(cause.code)))
      return `the broker does not take its samples: ${message}`;
  }
  if (isNoResponder(error) && refusedMs > noStreamMs) return 'the broker has no stream for its samples';
  return undefined;
}
