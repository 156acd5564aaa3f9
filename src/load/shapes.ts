/** The four ways in which requests of a phase are released. */
export type Load = RoundsLoad | DueLoad | ClosedLoad | IdleLoad;

interface RoundsLoad {
  readonly shape: 'rounds';
  /** Yielded lazily, so that a phase of a million requests costs no more memory than one of ten. */
  readonly rounds: Iterable<Round>;
}

/** Requests that are released at one instant, once everything before them has ended. */
export interface Round {
  /** From 0, where the round is a burst. */
  readonly burst?: number;
  readonly size: number;
  /** Of a part: requests of the whole phase before this round. */
  readonly first?: number;
  /** From the last answer of the round before to this one. The first round of a phase is due at once: 0. */
  readonly afterPreviousMs: number;
}

/** An open workload: requests are due whatever becomes of those before. */
export interface DueLoad {
  readonly shape: 'due';
  /** In ms since the start of the phase, rising. */
  readonly dueMs: Iterable<number>;
  /** What is due beyond this many in flight is recorded as not sent. */
  readonly maxInFlight: number;
}

/** A closed workload: clients that wait for their answer before they send again. */
export interface ClosedLoad {
  readonly shape: 'closed';
  readonly clients: number;
  /** Of all clients together; absent: until the duration is over. */
  readonly requests?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Between an answer and the client's next request. */
  readonly thinkTimeMs: number;
}

interface IdleLoad {
  readonly shape: 'idle';
  readonly durationMs: number;
}
