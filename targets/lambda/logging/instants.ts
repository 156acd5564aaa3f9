/** Milliseconds since 1970 on the monotonic clock, which both sides of a run take the same way. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

/** An instant of the monotonic clock as the wall clock has it now: whoever compares a deadline reads that clock, also after a step of it. */
export const wallClockAt = (monotonicMs: number): number => Date.now() - performance.now() + monotonicMs;

export const isoTime = (atEpochMs: number): string => new Date(atEpochMs).toISOString();

export const nowIso = (): string => isoTime(epochMs());
