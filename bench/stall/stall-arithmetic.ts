export interface StalledRate {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** A server that answers so long after it has read a request, and reads at once, except during its stall. */
  readonly delayMs: number;
  readonly stall: { readonly afterMs: number; readonly forMs: number };
}

/**
 * What each request of a constant rate has to wait from the instant at which it is due, rising, where nothing but the server
 * takes time. What comes within the stall is read at its end, and what falls due within it is answered at its end.
 */
export function responseTimesMs({ ratePerSecond, durationMs, delayMs, stall }: StalledRate): Float64Array {
  const endMs = stall.afterMs + stall.forMs;
  const afterStall = (atMs: number) => (atMs >= stall.afterMs && atMs < endMs ? endMs : atMs);
  const requests = Math.floor((ratePerSecond * durationMs) / 1000);
  return Float64Array.from({ length: requests }, (_, k) => {
    const dueMs = (k * 1000) / ratePerSecond;
    return afterStall(afterStall(dueMs) + delayMs) - dueMs;
  }).sort();
}
