import { type BucketSize, TokenBucket } from './token-bucket.ts';

/**
 * The cap on synchronous requests a second: 10 times the concurrency that they may use, as AWS has it ("Understanding
 * concurrency and requests per second", https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). Lambda looks
 * at the sum only, never at one environment. It is continuously refilled, and at most one second's worth is at hand.
 */
export class RequestRate {
  readonly #perConcurrency: number;
  /** Undefined where nothing may run: the concurrency refuses every request before its rate is asked. */
  #bucket: TokenBucket | undefined;

  constructor(perConcurrency: number, concurrency: number, nowMs: number) {
    this.#perConcurrency = perConcurrency;
    this.resize(concurrency, nowMs);
  }

  resize(concurrency: number, nowMs: number): void {
    const size = bucketSize(this.#perConcurrency * concurrency);
    if (size === undefined) this.#bucket = undefined;
    else if (this.#bucket === undefined) this.#bucket = new TokenBucket(size, nowMs);
    else this.#bucket.resize(size, nowMs);
  }

  /** How long until a request is within the rate; 0 if it is. Takes nothing. */
  waitMs(nowMs: number): number {
    return this.#bucket?.waitMs(nowMs) ?? Number.POSITIVE_INFINITY;
  }

  /** Counts a request that was admitted: one that was throttled was not served, and costs nothing. */
  count(nowMs: number): void {
    if (this.#bucket?.tryTake(nowMs) !== true) throw new Error('a request was admitted above its rate');
  }
}

/** Less than one a second is one in more than a second: a bucket smaller than one token would never have one. */
function bucketSize(perSecond: number): BucketSize | undefined {
  if (perSecond === 0) return undefined;
  return perSecond >= 1 ? { burst: perSecond, perMs: 1000 } : { burst: 1, perMs: 1000 / perSecond };
}
