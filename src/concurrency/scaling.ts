import { type BucketSize, TokenBucket } from './token-bucket.ts';

export type Start = { readonly kind: 'granted' } | { readonly kind: 'refused'; readonly waitMs: number };

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

  start(functionName: string, nowMs: number): Start {
    const bucket = this.#bucketOf(functionName, nowMs);
    return bucket.tryTake(nowMs) ? { kind: 'granted' } : { kind: 'refused', waitMs: bucket.waitMs(nowMs) };
  }

  #bucketOf(functionName: string, nowMs: number): TokenBucket {
    const known = this.#buckets.get(functionName);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#size, nowMs);
    this.#buckets.set(functionName, bucket);
    return bucket;
  }
}
