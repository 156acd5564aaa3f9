import { type BucketSize, TokenBucket } from './token-bucket.ts';

/**
 * How fast each function may grow: 1,000 new environments per 10 s, refilled continuously, never accrued, each function
 * for itself (https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html). The use of an idle environment costs nothing here,
 * nor does a provisioned one, which is started at a rate of its own.
 */
export class Scaling {
  readonly #size: BucketSize;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(size: BucketSize) {
    this.#size = size;
  }

  /** Starts one: 0. Or how long until one may be started. */
  start(functionName: string, nowMs: number): number {
    const bucket = this.#bucketOf(functionName, nowMs);
    return bucket.tryTake(nowMs) ? 0 : bucket.waitMs(nowMs);
  }

  #bucketOf(functionName: string, nowMs: number): TokenBucket {
    const known = this.#buckets.get(functionName);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#size, nowMs);
    this.#buckets.set(functionName, bucket);
    return bucket;
  }
}
