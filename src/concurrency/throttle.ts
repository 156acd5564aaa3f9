import type { ThrottleReason } from '../model/platform/lambda.ts';

/** What an environment is, and where a request runs: provisioned in advance, or started on demand. */
export type EnvironmentPool = 'provisioned' | 'on-demand';

/** A 429. `retryAfterS` is for the header `Retry-After`: whole seconds, at least 1. */
export interface Throttle {
  readonly kind: 'throttle';
  readonly reason: ThrottleReason;
  readonly retryAfterS: number;
}

/** Whether the concurrency at hand admits one invocation, and on which kind of environment it runs. */
export type Admission = { readonly kind: 'admit'; readonly place: EnvironmentPool } | Throttle;

/** A new setting, or why it cannot be, in words for an `InvalidParameterValueException`. */
export type Change = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly message: string };

/** The header has whole seconds: the first one in which it may work. When a running call will end is not known: then 1. */
export const throttled = (reason: ThrottleReason, waitMs = 0): Throttle => ({
  kind: 'throttle',
  reason,
  retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
});
