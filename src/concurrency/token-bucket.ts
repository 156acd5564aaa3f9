/** `burst` tokens at most, refilled continuously by `burst` per `perMs`. */
export interface BucketSize {
  /** Whole or not, at least 1. */
  readonly burst: number;
  readonly perMs: number;
}

/**
 * A token bucket that starts full, is refilled continuously and never holds more than its size.
 *
 * Its level is never stored, so no rounding error adds up: it is computed from what was missing at some instant, and has been taken since then, in parts
 * of a token, of which a token has `perMs`, so that `burst` of them are refilled in a ms:
 *
 *     level = burst - (missing - (now - since) * burst) / perMs
 *
 * Every comparison is made on parts, without the division. With whole milliseconds and whole sizes all of it is exact as long as
 * (now - since) * burst < 2^53; a change of the size keeps the parts, unless `perMs` changes, too.
 */
export class TokenBucket {
  #size: BucketSize;
  #sinceMs: number;
  #missing = 0;

  /** @throws {RangeError} If a size can never let anything through. */
  constructor(size: BucketSize, nowMs: number) {
    this.#size = checked(size);
    this.#sinceMs = nowMs;
  }

  tryTake(nowMs: number): boolean {
    this.#settle(nowMs);
    if (this.#lacking(nowMs) > 0) return false;
    this.#missing += this.#size.perMs;
    return true;
  }

  /** How long until a token is there; 0 if one is. */
  waitMs(nowMs: number): number {
    this.#settle(nowMs);
    const lacking = this.#lacking(nowMs);
    // A wait that rounds to nothing is still one: 0 says that a token can be taken.
    return lacking <= 0 ? 0 : Math.max(lacking / this.#size.burst, Number.MIN_VALUE);
  }

  /** Tokens at this instant, with the fraction that has been refilled of the next. */
  level(nowMs: number): number {
    this.#settle(nowMs);
    return this.#size.burst - this.#missingAt(nowMs) / this.#size.perMs;
  }

  /** What is missing now stays missing, up to the new size: a larger bucket has its additional tokens at once. */
  resize(size: BucketSize, nowMs: number): void {
    this.#settle(nowMs);
    const missing = this.#missingAt(nowMs) * (size.perMs / this.#size.perMs);
    this.#size = checked(size);
    this.#sinceMs = Math.max(nowMs, this.#sinceMs);
    this.#missing = Math.min(missing, size.burst * size.perMs);
  }

  /** Parts until the next token is whole; none or less: it is. */
  #lacking(nowMs: number): number {
    const { burst, perMs } = this.#size;
    return this.#missingAt(nowMs) - (burst - 1) * perMs;
  }

  #missingAt(nowMs: number): number {
    return this.#missing - Math.max(0, nowMs - this.#sinceMs) * this.#size.burst;
  }

  /** Nothing accrues beyond the size: once it is full again, it counts from now. */
  #settle(nowMs: number): void {
    if (this.#missingAt(nowMs) > 0) return;
    this.#sinceMs = Math.max(nowMs, this.#sinceMs);
    this.#missing = 0;
  }
}

function checked(size: BucketSize): BucketSize {
  const possible = Number.isFinite(size.burst) && size.burst >= 1 && Number.isFinite(size.perMs) && size.perMs > 0;
  if (!possible) throw new RangeError(`a token bucket of ${size.burst} per ${size.perMs} ms lets nothing through`);
  return size;
}
