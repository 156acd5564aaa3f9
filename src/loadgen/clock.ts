/** The one clock of a run: monotonic, so that no correction of the wall clock can bend a latency. */
export interface Clock {
  /** The instant 0 of `nowMs`, in ms since 1970. */
  readonly startedAtEpochMs: number;
  /** Milliseconds since the start of the run, with µs precision. */
  nowMs(): number;
}

export function startClock(): Clock {
  const startedAt = performance.now();
  return {
    startedAtEpochMs: performance.timeOrigin + startedAt,
    nowMs: () => performance.now() - startedAt,
  };
}
