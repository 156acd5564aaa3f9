/** `burst` tokens at most, refilled continuously by `burst` per `perMs`. */
export interface BucketSize {
  /** Whole or not, at least 1. */
  readonly burst: number;
  readonly perMs: number;
}

/**
 * A token bucket that starts full, is refilled continuously and never holds more than its size.
 *
 * Its level is never stored, so no rounding error adds up: it is computed from when the bucket was last full and from how
 * many tokens were taken since then,
 *
 *     level = burst - taken + (now - fullAt) * burst / perMs
 *
 * and every comparison is made on the products, without the division. With whole milliseconds and whole sizes all of it is
 * exact as long as (now - fullAt) * burst < 2^53.
 */
export class TokenBucket {
  #size: BucketSize;
  #fullAtMs: number;
  #taken = 0;

  /** @throws {RangeError} If a size can never let anything through. */
  constructor(size: BucketSize, nowMs: number) {
    this.#size = checked(size);
    this.#fullAtMs = nowMs;
  }

  tryTake(nowMs: number): boolean {
    this.#settle(nowMs);
    if (!this.#has(nowMs)) return false;
    this.#taken += 1;
    return true;
  }

  /** How long until a token is there; 0 if one is. */
  waitMs(nowMs: number): number {
    this.#settle(nowMs);
    if (this.#has(nowMs)) return 0;
    const { burst, perMs } = this.#size;
    const waitMs = ((this.#taken + 1 - burst) * perMs) / burst - this.#elapsedMs(nowMs);
    // A wait that rounds to nothing is still one: 0 says that a token can be taken.
    return Math.max(waitMs, Number.MIN_VALUE);
  }

  /** Tokens at this instant, with the fraction that has been refilled of the next. */
  level(nowMs: number): number {
    this.#settle(nowMs);
    const { burst, perMs } = this.#size;
    return burst - this.#taken + (this.#elapsedMs(nowMs) * burst) / perMs;
  }

  /** What is missing now stays missing, up to the new size: a larger bucket has its additional tokens at once. */
  resize(size: BucketSize, nowMs: number): void {
    const missing = this.#size.burst - this.level(nowMs);
    this.#size = checked(size);
    this.#fullAtMs = Math.max(nowMs, this.#fullAtMs);
    this.#taken = Math.min(missing, this.#size.burst);
  }

  #has(nowMs: number): boolean {
    return this.#elapsedMs(nowMs) * this.#size.burst >= (this.#taken + 1 - this.#size.burst) * this.#size.perMs;
  }

  /** Nothing accrues beyond the size: once it is full again, it counts from now. */
  #settle(nowMs: number): void {
    if (this.#elapsedMs(nowMs) * this.#size.burst < this.#taken * this.#size.perMs) return;
    this.#fullAtMs = Math.max(nowMs, this.#fullAtMs);
    this.#taken = 0;
  }

  #elapsedMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#fullAtMs);
  }
}

function checked(size: BucketSize): BucketSize {
  const possible = Number.isFinite(size.burst) && size.burst >= 1 && Number.isFinite(size.perMs) && size.perMs > 0;
  if (!possible) throw new RangeError(`a token bucket of ${size.burst} per ${size.perMs} ms lets nothing through`);
  return size;
}
