/** The outcome of one request. A failed request is also a sample: every kind is counted. */
export type Outcome =
  /** A status that the scenario expects: 200 to 299, unless it says others. `message`: where the platform said why. */
  | { readonly kind: 'answered'; readonly status: number; readonly message?: string }
  /** 429, unless that is expected. `retryAfterMs` only if the answer named it. */
  | { readonly kind: 'throttled'; readonly status: number; readonly retryAfterMs?: number }
  /** Any other status, such as redirects (not followed), 4xx, 5xx. `message`: where the platform said why. */
  | { readonly kind: 'http-error'; readonly status: number; readonly message?: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  /** No process listens at the address. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The connection ended before the answer was complete. */
  | { readonly kind: 'reset'; readonly message: string }
  /** The bytes are not a valid HTTP response, or the response exceeds a limit. */
  | { readonly kind: 'malformed'; readonly message: string }
  /** No connection for another reason: name not found, certificate refused, no route. */
  | { readonly kind: 'unreachable'; readonly message: string }
  /** In flight when the run was stopped. */
  | { readonly kind: 'interrupted' }
  /** Held back by `maxInFlight`: no request of the target, and in no count of sent or failed requests. */
  | { readonly kind: 'not-sent'; readonly message: string };

export type OutcomeKind = Outcome['kind'];

export const outcomeKinds = [
  ...(['answered', 'throttled', 'http-error', 'timed-out'] as const),
  ...(['refused', 'reset', 'malformed', 'unreachable', 'interrupted', 'not-sent'] as const),
] satisfies readonly OutcomeKind[];

export const statusOf = (outcome: Outcome): number | undefined => ('status' in outcome ? outcome.status : undefined);

export const messageOf = (outcome: Outcome): string | undefined => ('message' in outcome ? outcome.message : undefined);
