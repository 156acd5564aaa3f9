import { describe, expect, it } from 'vitest';
import { priceTable } from '../../../src/billing/prices.ts';
import { snapshotCost } from '../../../src/billing/snapshot-cost.ts';

const prices = priceTable.lambda.x86_64;

describe('what a snapshot costs at AWS', () => {
  it('1 GB, an init of 9 s: 8.9 s * 16.6667 - 139.7998 = 8.534 millionths saved, and 5416.56 an hour for the cache: from 635', () => {
    const cost = snapshotCost({ memoryMb: 1024, initMs: 9000, billedRestoreMs: 100 }, prices);
    expect(cost?.cacheUsdPerHour).toBeCloseTo(0.00541656, 8);
    expect(cost?.savedUsdPerColdStart).toBeCloseTo(0.00000853383, 11);
    expect(cost?.paysFromColdStartsPerHour).toBeCloseTo(634.7, 0);
  });

  it('half the memory costs half, and pays from the same number of cold starts on', () => {
    const cost = snapshotCost({ memoryMb: 512, initMs: 9000, billedRestoreMs: 100 }, prices);
    expect(cost?.cacheUsdPerHour).toBeCloseTo(0.00270828, 8);
    expect(cost?.paysFromColdStartsPerHour).toBeCloseTo(634.7, 0);
  });

  it('an init of 8.3 s never pays: a restore of 1 GB costs as much as 8.388 s', () => {
    const cost = snapshotCost({ memoryMb: 1024, initMs: 8300, billedRestoreMs: 0 }, prices);
    expect(cost?.savedUsdPerColdStart).toBeLessThan(0);
    expect(cost).not.toHaveProperty('paysFromColdStartsPerHour');
    expect(snapshotCost({ memoryMb: 1024, initMs: 8400, billedRestoreMs: 0 }, prices)).toHaveProperty(
      'paysFromColdStartsPerHour',
    );
  });

  it('is not known where snapshots have no price', () => {
    const { snapStart: _, ...others } = prices;
    expect(snapshotCost({ memoryMb: 128, initMs: 1, billedRestoreMs: 1 }, others)).toBeUndefined();
  });
});
