/** The kernel's own peak is read, so that what happens between two looks is not missed; only the kill comes later. */
const lookEveryMs = 100;

/**
 * Watches the peak of the memory of an environment's processes and calls back once when it is beyond its size. What they have started is not
 * counted, and where the kernel does not tell the peak (not Linux) nothing is found.
 */
export class MemoryWatch implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #exceeded = false;

  /** @param peakMb undefined once the process has gone. */
  constructor(memoryMb: number, peakMb: () => number | undefined, onExceeded: () => void) {
    this.#timer = setInterval(() => {
      if ((peakMb() ?? 0) <= memoryMb) return;
      this.#exceeded = true;
      clearInterval(this.#timer);
      onExceeded();
    }, lookEveryMs);
    this.#timer.unref();
  }

  get exceeded(): boolean {
    return this.#exceeded;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
