import type { Clock } from './clock.ts';

export interface Expiring {
  /** When its time is up, for `Deadlines` alone: on the thing itself it costs less than in a map. */
  deadlineMs?: number;
  /** Its time is up. */
  expire(atMs: number): void;
}

/**
 * One timer for any number of things that all have the same time. A timer per socket costs more than the write that it guards.
 * A connection is added once and rests between its requests.
 */
export class Deadlines {
  private readonly timeoutMs: number;
  private readonly clock: Clock;
  private readonly beforeExpiry: () => void;
  private readonly items = new Set<Expiring>();
  private timer: NodeJS.Timeout | undefined;

  /** @param beforeExpiry reads what has arrived already: a late reader is no reason to call an answer late. */
  constructor(timeoutMs: number, clock: Clock, beforeExpiry: () => void) {
    this.timeoutMs = timeoutMs;
    this.clock = clock;
    this.beforeExpiry = beforeExpiry;
  }

  add(item: Expiring): void {
    this.items.add(item);
    this.restart(item, this.clock.nowMs());
  }

  /** Its time begins now. It has been added. */
  restart(item: Expiring, nowMs: number): void {
    item.deadlineMs = nowMs + this.timeoutMs;
    this.timer ??= this.arm(this.timeoutMs);
  }

  /** It has no deadline until its time begins again. */
  rest(item: Expiring): void {
    item.deadlineMs = Number.POSITIVE_INFINITY;
  }

  delete(item: Expiring): void {
    this.items.delete(item);
  }

  clear(): void {
    this.items.clear();
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
    for (const item of this.items) {
      const { deadlineMs = nowMs } = item;
      if (deadlineMs > nowMs) {
        nextMs = Math.min(nextMs, deadlineMs);
        continue;
      }
      this.items.delete(item);
      item.expire(nowMs);
    }
    if (nextMs !== Number.POSITIVE_INFINITY) this.timer ??= this.arm(nextMs - nowMs);
  }
}
