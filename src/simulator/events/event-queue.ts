import { EventHeap, grown } from './event-heap.ts';

/** Events that a bucket is to hold at least: few are empty then. */
const perBucket = 16;

/** All buckets together reach four times as far as it takes for all events to happen at the rate at which they do. */
const reach = 4;

/** Removals between two looks at the width of buckets, at least. */
const fewestRemovals = 1024;

/**
 * A heap for many events: a calendar queue (Brown, 1988). The next events are in a heap. Later ones are in unsorted buckets of equal width, and
 * those beyond the last bucket in a second heap. A bucket is sorted when its time comes, so an event costs about the same among ten and among a
 * million: against one heap half the time with 1,000 events, two thirds with 1,000,000. The width follows from how often events happen.
 * Each id may be in it once.
 */
export class EventQueue {
  readonly #near = new EventHeap();
  readonly #far = new EventHeap();
  /** First event of each bucket; -1: none. */
  readonly #firsts: Int32Array;
  #after = new Int32Array(64);
  #atMs = new Float64Array(64);
  /** Infinite at first: then all are near. */
  #widthMs = Number.POSITIVE_INFINITY;
  #bucket = 0;
  /** End of the bucket that is near. */
  #nearEndMs = Number.POSITIVE_INFINITY;
  #inBuckets = 0;
  #size = 0;
  readonly #since = { atMs: 0, removals: 0 };

  /** @param buckets a power of two. */
  constructor(buckets = 2 ** 14) {
    this.#firsts = new Int32Array(buckets).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** Infinity if nothing is due. */
  get nextAtMs(): number {
    return this.#near.nextAtMs;
  }

  /** Instant of the earliest event. */
  get nextId(): number {
    return this.#near.nextId;
  }

  add(atMs: number, id: number): void {
    if (this.#size === 0) this.#begin(this.#bucketOf(atMs));
    this.#size += 1;
    this.#place(atMs, id);
  }

  removeNext(): void {
    const atMs = this.#near.nextAtMs;
    this.#near.removeNext();
    this.#size -= 1;
    this.#since.removals += 1;
    if (this.#since.removals >= fewestRemovals && this.#since.removals >= this.#size) this.#measure(atMs);
    if (this.#near.size === 0 && this.#size > 0) this.#refill();
  }

  #place(atMs: number, id: number): void {
    if (atMs < this.#nearEndMs) {
      this.#near.add(atMs, id);
      return;
    }
    const bucket = this.#bucketOf(atMs);
    if (bucket >= this.#bucket + this.#firsts.length) {
      this.#far.add(atMs, id);
      return;
    }
    if (id >= this.#after.length) this.#grow(id);
    const at = bucket & (this.#firsts.length - 1);
    this.#atMs[id] = atMs;
    this.#after[id] = this.#firsts[at] as number;
    this.#firsts[at] = id;
    this.#inBuckets += 1;
  }

  /** From bucket * width on, and before (bucket + 1) * width, also where the quotient is rounded. */
  #bucketOf(atMs: number): number {
    if (this.#widthMs === Number.POSITIVE_INFINITY) return 0;
    const bucket = Math.floor(atMs / this.#widthMs);
    return (bucket + 1) * this.#widthMs <= atMs ? bucket + 1 : bucket;
  }

  #begin(bucket: number): void {
    this.#bucket = bucket;
    this.#nearEndMs = (bucket + 1) * this.#widthMs;
  }

  /** The first bucket with events becomes near. */
  #refill(): void {
    while (this.#near.size === 0) {
      this.#begin(this.#inBuckets === 0 ? this.#bucketOf(this.#far.nextAtMs) : this.#bucket + 1);
      const at = this.#bucket & (this.#firsts.length - 1);
      for (let id = this.#firsts[at] as number; id >= 0; id = this.#after[id] as number) {
        this.#near.add(this.#atMs[id] as number, id);
        this.#inBuckets -= 1;
      }
      this.#firsts[at] = -1;
      this.#takeFar();
    }
  }

  #takeFar(): void {
    const endMs = (this.#bucket + this.#firsts.length) * this.#widthMs;
    while (this.#far.nextAtMs < endMs) {
      const atMs = this.#far.nextAtMs;
      const id = this.#far.nextId;
      this.#far.removeNext();
      this.#place(atMs, id);
    }
  }

  /** Buckets of another width where the events of one have become four times as many or as few. */
  #measure(nowMs: number): void {
    const gapMs = (nowMs - this.#since.atMs) / this.#since.removals;
    const widthMs = gapMs * Math.max(perBucket, (reach * this.#size) / this.#firsts.length);
    this.#since.atMs = nowMs;
    this.#since.removals = 0;
    const isFit = this.#widthMs / widthMs < 4 && widthMs / this.#widthMs < 4;
    // Events that are all at one instant have no width.
    if (isFit || !(widthMs > nowMs * 1e-12)) return;
    this.#rebuild(widthMs, nowMs);
  }

  #rebuild(widthMs: number, nowMs: number): void {
    const [instants, ids] = [new Float64Array(this.#size), new Int32Array(this.#size)];
    let kept = 0;
    const keep = (atMs: number, id: number): void => {
      instants[kept] = atMs;
      ids[kept] = id;
      kept += 1;
    };
    this.#near.empty(keep);
    this.#far.empty(keep);
    for (const first of this.#firsts)
      for (let id = first; id >= 0; id = this.#after[id] as number) keep(this.#atMs[id] as number, id);
    this.#firsts.fill(-1);
    this.#inBuckets = 0;
    this.#widthMs = widthMs;
    this.#begin(this.#bucketOf(nowMs));
    for (let at = 0; at < kept; at += 1) this.#place(instants[at] as number, ids[at] as number);
  }

  #grow(id: number): void {
    const length = Math.max(2 * this.#after.length, id + 1);
    this.#after = grown(this.#after, new Int32Array(length));
    this.#atMs = grown(this.#atMs, new Float64Array(length));
  }
}
