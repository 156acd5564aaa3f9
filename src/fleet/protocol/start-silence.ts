/** So long before and after a start, neither side sends what can wait: it would take the CPU from the first requests. */
const silentMs = 50;

/** @param beginsAtMs of the last round, on the same clock */
export const isStarting = (nowMs: number, beginsAtMs: number): boolean => Math.abs(nowMs - beginsAtMs) < silentMs;
