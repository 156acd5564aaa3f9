/**
 * How long a request waits for an environment that has answered but not yet polled. Runtimes poll within 1 ms of their answer, and
 * later on a busy machine; one that goes on working keeps a request waiting for this long at most.
 */
const momentMs = 100;

/**
 * Environments between their answer and their next poll. In the service a caller cannot be back before the poll; on one machine it can, and
 * would start a second environment for want of some microseconds.
 */
export class Settling<E extends object> {
  /** Each may be waited for by one request. */
  readonly #waiting = new Map<E, (() => void) | undefined>();
  /** Those that a request has waited for in vain: they go on working after their answer, and will do so again. */
  readonly #slow = new WeakSet<E>();

  add(environment: E): void {
    if (!this.#slow.has(environment)) this.#waiting.set(environment, undefined);
  }

  settled(environment: E): void {
    this.#waiting.get(environment)?.();
    this.#waiting.delete(environment);
  }

  /** Resolves when one that nobody else waits for has settled, or after a moment; at once if there is none. */
  next(): Promise<void> | undefined {
    for (const [environment, waiting] of this.#waiting) if (waiting === undefined) return this.#waitFor(environment);
    return undefined;
  }

  clear(): void {
    for (const wake of this.#waiting.values()) wake?.();
    this.#waiting.clear();
  }

  #waitFor(environment: E): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(environment);
        this.#slow.add(environment);
        resolve();
      }, momentMs);
      this.#waiting.set(environment, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
