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

/** A clock as it was read at an instant that every thread of the process can tell. */
export interface ClockReading {
  readonly startedAtEpochMs: number;
  readonly nowMs: number;
  /** `process.hrtime`, which all threads share; each has a `performance.now` of its own. */
  readonly hrtimeNs: bigint;
}

export const readClock = (clock: Clock): ClockReading => ({
  startedAtEpochMs: clock.startedAtEpochMs,
  nowMs: clock.nowMs(),
  hrtimeNs: process.hrtime.bigint(),
});

/** The same clock, in another thread. Right to a few µs: what passes between two readings in a row. */
export function sameClock({ startedAtEpochMs, nowMs, hrtimeNs }: ClockReading): Clock {
  const sinceReadingMs = Number(process.hrtime.bigint() - hrtimeNs) / 1e6;
  const zeroMs = performance.now() - sinceReadingMs - nowMs;
  return { startedAtEpochMs, nowMs: () => performance.now() - zeroMs };
}
