import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../src/concurrency/token-bucket.ts';

const aws = { burst: 1000, perMs: 10_000 };

const takeAll = (bucket: TokenBucket, nowMs: number): number => {
  let taken = 0;
  while (bucket.tryTake(nowMs)) taken += 1;
  return taken;
};

describe('a token bucket of 1,000 per 10 s', () => {
  it('gives 1,000 at once, then one every 10 ms: 0 at 9.9 ms, 1 at 10 ms, 2 at 39.9 ms, 1 at 40 ms, 96 at 1,000 ms', () => {
    const bucket = new TokenBucket(aws, 0);
    expect(takeAll(bucket, 0)).toBe(1000);
    expect(takeAll(bucket, 9.9)).toBe(0);
    expect(takeAll(bucket, 10)).toBe(1);
    expect(takeAll(bucket, 39.9)).toBe(2);
    expect(takeAll(bucket, 40)).toBe(1);
    expect(takeAll(bucket, 1000)).toBe(96);
  });

  it('never has more than 1,000, however long nothing was taken', () => {
    const bucket = new TokenBucket(aws, 0);
    expect(takeAll(bucket, 100_000)).toBe(1000);
    expect(takeAll(bucket, 200_000)).toBe(1000);
  });

  it('does not accrue between: of 5 that were missing 3 are back after 30 ms, and after a day it has 1,000', () => {
    const bucket = new TokenBucket(aws, 0);
    for (let taken = 0; taken < 5; taken += 1) bucket.tryTake(0);
    expect(bucket.level(30)).toBe(998);
    expect(bucket.level(86_400_000)).toBe(1000);
  });

  it('says how long the next one takes: 10 ms when empty, 4 ms after 6 ms, 0 when there is one', () => {
    const bucket = new TokenBucket(aws, 0);
    takeAll(bucket, 0);
    expect(bucket.waitMs(0)).toBe(10);
    expect(bucket.waitMs(6)).toBe(4);
    expect(bucket.waitMs(10)).toBe(0);
  });

  it('takes a clock that goes back for one that stands still', () => {
    const bucket = new TokenBucket(aws, 1000);
    expect(takeAll(bucket, 0)).toBe(1000);
    expect(bucket.tryTake(1009)).toBe(false);
    expect(bucket.tryTake(1010)).toBe(true);
  });
});

describe('exact arithmetic', () => {
  it('has not drifted after a million takes of 7 per 3 ms, asked every millisecond: 7 + floor(7 t / 3) are gone at t', () => {
    const bucket = new TokenBucket({ burst: 7, perMs: 3 }, 0);
    let taken = 0;
    let atMs = 0;
    for (; taken < 1_000_000; atMs += 1) {
      taken += takeAll(bucket, atMs);
      if (taken !== 7 + Math.floor((7 * atMs) / 3)) throw new Error(`${taken} at ${atMs} ms`);
    }
    expect(atMs).toBeGreaterThan(428_000);
  });

  it('waits, and then takes what it waited for, on a clock with fractions', () => {
    const bucket = new TokenBucket({ burst: 3, perMs: 7 }, 0.1);
    let nowMs = 0.1;
    for (let round = 0; round < 100_000; round += 1) {
      const waitMs = bucket.waitMs(nowMs);
      if (waitMs === 0 && !bucket.tryTake(nowMs)) throw new Error(`no token at ${nowMs}`);
      nowMs += waitMs;
    }
    // 3 at once and 3 every 7 ms: the rounds were not spent waiting for nothing.
    expect(nowMs).toBeGreaterThan(100_000);
  });

  it('has no wait of 0 without a token: of 7 per 5 ms the 30th comes at 23 * 5 / 7 ms, which as a double is a bit early', () => {
    const bucket = new TokenBucket({ burst: 7, perMs: 5 }, 0);
    for (let taken = 0; taken < 29; taken += 1) bucket.tryTake(taken < 7 ? 0 : Math.ceil(((taken - 6) * 5) / 7));
    const justBeforeMs = (23 * 5) / 7;
    expect(justBeforeMs * 7).toBeLessThan(23 * 5);
    expect(bucket.tryTake(justBeforeMs)).toBe(false);
    expect(bucket.waitMs(justBeforeMs)).toBeGreaterThan(0);
  });
});

describe('another size', () => {
  it('keeps what is missing: 4 of 10 missing, made 6 there are 2, made 20 there are 16', () => {
    const bucket = new TokenBucket({ burst: 10, perMs: 1000 }, 0);
    for (let taken = 0; taken < 4; taken += 1) bucket.tryTake(0);
    bucket.resize({ burst: 6, perMs: 1000 }, 0);
    expect(takeAll(bucket, 0)).toBe(2);
    bucket.resize({ burst: 20, perMs: 1000 }, 0);
    expect(takeAll(bucket, 0)).toBe(14);
  });

  it('is refused when nothing could ever pass', () => {
    expect(() => new TokenBucket({ burst: 0, perMs: 1000 }, 0)).toThrow(RangeError);
    expect(() => new TokenBucket({ burst: 1, perMs: 0 }, 0)).toThrow(RangeError);
    expect(() => new TokenBucket({ burst: Number.POSITIVE_INFINITY, perMs: 1 }, 0)).toThrow(RangeError);
  });
});

// 3 a second, of which 2 were taken at 0: of their 2,000 parts 1,500 are back after 500 ms, and 500 are missing. Of 4 a second, 3.5 tokens are then there.
it('what is missing over a change of the size is exact to the millisecond', () => {
  const bucket = new TokenBucket({ burst: 3, perMs: 1000 }, 0);
  expect([bucket.tryTake(0), bucket.tryTake(0)]).toEqual([true, true]);
  bucket.resize({ burst: 4, perMs: 1000 }, 500);
  expect([1, 2, 3].map(() => bucket.tryTake(500))).toEqual([true, true, true]);
  // 3,500 of 4,000 parts are missing: 500 more are back 125 ms later.
  expect([bucket.tryTake(624), bucket.tryTake(625)]).toEqual([false, true]);
});

it('changes of the size leave no rounding error: a third of a token comes back at its millisecond', () => {
  for (let missedMs = 1; missedMs < 1000; missedMs += 1) {
    const bucket = new TokenBucket({ burst: 3, perMs: 1000 }, 0);
    for (let taken = 0; taken < 3; taken += 1) bucket.tryTake(0);
    bucket.resize({ burst: 7, perMs: 1000 }, missedMs);
    while (bucket.waitMs(missedMs) === 0) bucket.tryTake(missedMs);
    // 3,000 parts were missing, of which 3 a ms came back; then whole tokens of the other 4,000 and of these went.
    const left = (4000 + Math.min(3000, 3 * missedMs)) % 1000;
    const atMs = missedMs + Math.ceil((1000 - left) / 7);
    expect([bucket.tryTake(atMs - 1), bucket.tryTake(atMs)]).toEqual([false, true]);
  }
});
