import type { Clock } from './clock.ts';

export interface Expiring {
  /** Its time is up. */
  expire(atMs: number): void;
}

/**
 * One timer for any number of things that all have the same time: they expire in the order in which they were added.
 * A timer per socket costs more than the write that it guards.
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
    this.deadlineMs.delete(item);
    this.deadlineMs.set(item, this.clock.nowMs() + this.timeoutMs);
    this.timer ??= this.arm(this.timeoutMs);
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
    for (const [item, deadlineMs] of this.deadlineMs) {
      if (deadlineMs > nowMs) {
        this.timer ??= this.arm(deadlineMs - nowMs);
        return;
      }
      this.deadlineMs.delete(item);
      item.expire(nowMs);
    }
  }
}
