/** Milliseconds since 1970 on the monotonic clock, which both sides of a run take the same way. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

export const isoTime = (atEpochMs: number): string => new Date(atEpochMs).toISOString();

export const nowIso = (): string => isoTime(epochMs());
