/** A burst at a platform that takes one request per environment. */
export interface FunctionBurst {
  /** Requests that find an idle environment, that start one, and that are throttled. */
  readonly warm: number;
  readonly cold: number;
  readonly throttled: number;
}

interface BurstOf {
  readonly size: number;
  /** In flight when it arrives, and environments alive. */
  readonly busy: number;
  readonly alive: number;
  readonly concurrency: number;
  /** New environments that may start at one instant. */
  readonly startable: number;
}

/** All requests arrive at one instant: no environment becomes idle meanwhile, and no allowance is refilled. */
export function functionBurst({ size, busy, alive, concurrency, startable }: BurstOf): FunctionBurst {
  const admitted = Math.min(size, Math.max(0, Math.floor(concurrency - busy)));
  const warm = Math.min(admitted, Math.max(0, Math.floor(alive - busy)));
  const cold = Math.min(admitted - warm, startable);
  return { warm, cold, throttled: size - warm - cold };
}
