import type { Clock } from './clock.ts';

export interface Expiring {
  /** Its time is up. */
  expire(atMs: number): void;
}

/**
 * One timer for any number of things that all have the same time. A timer per socket costs more than the write that it guards,
 * and so does taking a connection out of a map and putting it back for each of its requests: it stays, at rest.
 */
export class Deadlines {
  private readonly timeoutMs: number;
  private readonly clock: Clock;
  private readonly beforeExpiry: () => void;
  private readonly deadlineMs = new Map<Expiring, number>();
  private timer: NodeJS.Timeout | undefined;

  /** @param beforeExpiry reads what has arrived already: a late reader is no reason to call an answer late. */
  constructor(timeoutMs: number, clock: Clock, beforeExpiry: () => void) {
    this.timeoutMs = timeoutMs;
    this.clock = clock;
    this.beforeExpiry = beforeExpiry;
  }

  add(item: Expiring): void {
    this.deadlineMs.set(item, this.clock.nowMs() + this.timeoutMs);
    this.timer ??= this.arm(this.timeoutMs);
  }

  /** It has no deadline until it is added again. */
  rest(item: Expiring): void {
    this.deadlineMs.set(item, Number.POSITIVE_INFINITY);
  }

  delete(item: Expiring): void {
    this.deadlineMs.delete(item);
  }

  clear(): void {
    this.deadlineMs.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Timers come before sockets in a turn of the event loop; an immediate comes after them. */
  private arm(inMs: number): NodeJS.Timeout {
    return setTimeout(() => setImmediate(() => this.sweep()), inMs);
  }

  private sweep(): void {
    this.timer = undefined;
    this.beforeExpiry();
    const nowMs = this.clock.nowMs();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [item, deadlineMs] of this.deadlineMs) {
      if (deadlineMs > nowMs) {
        nextMs = Math.min(nextMs, deadlineMs);
        continue;
      }
      this.deadlineMs.delete(item);
      item.expire(nowMs);
    }
    if (nextMs !== Number.POSITIVE_INFINITY) this.timer ??= this.arm(nextMs - nowMs);
  }
}
