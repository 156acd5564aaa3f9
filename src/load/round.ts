/**
 * Requests that are due together, once everything before them has ended: what a burst and a single call have in common.
 * Phases yield their rounds lazily, so that a phase of a million requests costs no more memory than one of ten.
 */
export interface Round {
  /** From 0. */
  readonly index: number;
  /** Requests released at one instant. */
  readonly size: number;
  /** From the last answer of the round before to this one. The first round of a phase is due at once: 0. */
  readonly afterPreviousMs: number;
}
