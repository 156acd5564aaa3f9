/** Two clocks of one process, read at one instant. */
export interface ClockReading {
  /** Milliseconds since 1970: the wall clock when the process started, and the time since then. */
  readonly epochMs: number;
  /** `process.hrtime`, which all processes of a machine share: a step of the wall clock does not change it. */
  readonly monotonicMs: number;
}

export const readClocks = (): ClockReading => ({
  epochMs: performance.timeOrigin + performance.now(),
  monotonicMs: Number(process.hrtime.bigint()) / 1e6,
});

/** How far the epoch of another process is ahead of ours, because the wall clock was set between the two starts. */
export const aheadMs = (theirs: ClockReading, ours: ClockReading): number =>
  theirs.epochMs - theirs.monotonicMs - (ours.epochMs - ours.monotonicMs);
