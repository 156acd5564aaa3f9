/** Two clocks as one process reads them at one instant. */
export interface ClockReading {
  /** Milliseconds since 1970: the wall clock when the process started, and the time since then. */
  readonly epochMs: number;
  /** `process.hrtime`, which all processes of a machine share: no step of the wall clock moves it. */
  readonly monotonicMs: number;
}

export const readClocks = (): ClockReading => ({
  epochMs: performance.timeOrigin + performance.now(),
  monotonicMs: Number(process.hrtime.bigint()) / 1e6,
});

/** By how much the epoch of another process is ahead of ours: the wall clock was stepped between the starts of both. */
export const aheadMs = (theirs: ClockReading, ours: ClockReading): number =>
  theirs.epochMs - theirs.monotonicMs - (ours.epochMs - ours.monotonicMs);
