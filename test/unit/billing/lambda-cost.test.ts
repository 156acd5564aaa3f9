import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LambdaBill, lambdaBilling, lambdaParts } from '../../../src/billing/lambda-cost.ts';
import { billingSchema } from '../../../src/model/measures.ts';
import { sheetOf } from '../../fixtures/sheet-of.ts';
import { invocationOf } from './invocation-of.ts';

const x86 = { sheet: sheetOf(), source: 'report-lines' } as const;

describe('bill of invocations', () => {
  it('is absent without any', () => {
    expect(lambdaBilling([], x86)).toBeUndefined();
  });

  it('bills 350 ms for init 250.4 + duration 99.5, at 1024 MB 0.35 GB-s', () => {
    const bill = lambdaBilling([invocationOf({ initMs: 250.4, durationMs: 99.5, memorySizeMb: 1024 })], x86);
    expect(bill).toMatchObject({ invocations: 1, billedMs: 350, initMs: 250.4, gbSeconds: 0.35 });
  });

  it('of a million calls of 100 ms at 512 MB is 50,000 GB-s: 0.833335 + 0.20 = 1.033335 dollars', () => {
    const bill = billingSchema.parse(lambdaBilling(Array(1e6).fill(invocationOf()), x86));
    expect(bill.gbSeconds).toBe(50_000);
    expect(bill.durationUsd).toBeCloseTo(0.833335, 9);
    expect(bill.requestsUsd).toBeCloseTo(0.2, 12);
    expect(bill.usd).toBeCloseTo(1.033335, 9);
    expect(bill.usdPerMillion).toBeCloseTo(1.033335, 9);
  });

  it('on Arm costs 50,000 * 0.0000133334 = 0.66667 for the same duration', () => {
    const bill = lambdaBilling(Array(1e6).fill(invocationOf()), {
      ...x86,
      sheet: sheetOf({ architecture: 'arm64' }),
    });
    expect(bill?.durationUsd).toBeCloseTo(0.66667, 9);
  });

  it('per million is the mean of these requests: 2 of 100 and 300 ms at 1024 MB cost 0.2 + 200,000 * 0.0000166667', () => {
    const calls = [100, 300].map((durationMs) => invocationOf({ durationMs, memorySizeMb: 1024 }));
    expect(lambdaBilling(calls, x86)?.usdPerMillion).toBeCloseTo(3.53334, 9);
  });

  it('adds up by the memory of each: 10 of 100 ms at 128 MB and 10 at 512 MB are 0.125 + 0.5 GB-s', () => {
    const calls = [128, 512].flatMap((memorySizeMb) => Array(10).fill(invocationOf({ memorySizeMb })));
    const bill = lambdaBilling(calls, x86);
    expect(bill?.gbSeconds).toBe(0.625);
    // 0.625 * 0.0000166667 + 20 * 0.0000002
    expect(bill?.usd).toBeCloseTo(0.0000144166875, 15);
  });

  it('counts failed invocations like good ones', () => {
    expect(lambdaBilling([invocationOf({ status: 'timeout' }), invocationOf()], x86)).toMatchObject({
      ...{ invocations: 2, billedMs: 200, source: 'report-lines' },
    });
  });

  it('of two parts adds up to the bill of the whole, whatever the calls', () => {
    const call = fc.record({ durationMs: fc.nat(900_000), memorySizeMb: fc.integer({ min: 128, max: 10_240 }) });
    const calls = fc.array(call.map(invocationOf), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(calls, calls, (a, b) => {
        const sum = (lambdaBilling(a, x86)?.usd ?? 0) + (lambdaBilling(b, x86)?.usd ?? 0);
        expect(lambdaBilling([...a, ...b], x86)?.usd).toBeCloseTo(sum, 9);
      }),
    );
  });
});

const gb = { memorySizeMb: 1024 } as const;

describe('what costs more than requests and duration', () => {
  it('/tmp of 10,240 MB: 9.5 GB * 2 s * 0.0000000309 = 0.0000005871 dollars', () => {
    const bill = lambdaBilling([invocationOf({ durationMs: 2000 })], { ...x86, ephemeralStorageMb: 10_240 });
    expect(bill?.storageUsd).toBeCloseTo(5.871e-7, 15);
    // 1 GB-s * 0.0000166667 + 0.0000002 + 0.0000005871
    expect(bill?.usd).toBeCloseTo(0.0000174538, 12);
  });

  it('/tmp of 512 MB costs nothing, 513 MB 1/1024 GB', () => {
    expect(lambdaBilling([invocationOf()], { ...x86, ephemeralStorageMb: 512 })).not.toHaveProperty('storageUsd');
    const bill = lambdaBilling([invocationOf({ durationMs: 1000 })], { ...x86, ephemeralStorageMb: 513 });
    expect(bill?.storageUsd).toBeCloseTo(0.0000000309 / 1024, 18);
  });

  it('/tmp by the size of each call: 1 s of 512 MB, 2 s of 1,536 MB, and 4 s that do not tell at 2,560 MB: 0 + 2 + 8 GB-s', () => {
    const calls = [
      invocationOf({ durationMs: 1000, ephemeralStorageMb: 512 }),
      invocationOf({ durationMs: 2000, ephemeralStorageMb: 1536 }),
      invocationOf({ durationMs: 4000 }),
    ];
    const bill = lambdaBilling(calls, { ...x86, ephemeralStorageMb: 2560 });
    expect(bill?.storageUsd).toBeCloseTo(10 * 0.0000000309, 15);
  });

  it('SnapStart: 2 restores of 2 GB are 4 * 0.0001397998 = 0.0005591992 dollars; restore time is inside billed time', () => {
    // ceil(2338.66) + 182 = 2521, as in a real line
    const restored = invocationOf({
      ...{ durationMs: 2338.66, billedMs: 2521, restoreMs: 398.97, billedRestoreMs: 182, memorySizeMb: 2048 },
    });
    const bill = lambdaBilling([restored, restored], { ...x86, runtime: 'python3.13' });
    expect(bill).toMatchObject({ billedMs: 5042, restoreMs: 364 });
    expect(bill?.restoreUsd).toBeCloseTo(0.0005591992, 12);
    // The cache: 2 GB * 3600 s * 0.0000015046 = 0.01083312 an hour
    expect(bill?.standingUsdPerHour).toBeCloseTo(0.01083312, 12);
    expect(bill?.notes?.[0]).toContain('at least 3 h');
  });

  it('SnapStart of Java costs neither', () => {
    const restored = invocationOf({ restoreMs: 100, billedRestoreMs: 50 });
    const bill = lambdaBilling([restored], { ...x86, runtime: 'java21' });
    expect(bill).not.toHaveProperty('restoreUsd');
    expect(bill).not.toHaveProperty('standingUsdPerHour');
  });

  it('provisioned: 10 of 1 GB for 60 s reserve 600 * 0.0000041667; 2 GB-s in them cost 0.0000097222 each, 1 beside them 0.0000166667', () => {
    const calls = [2000, 1000].map((durationMs) => invocationOf({ durationMs, ...gb }));
    const provisioned = { concurrency: 10, memoryMb: 1024, reservedMs: 60_000 };
    const bill = lambdaBilling(calls, { ...x86, provisioned }, ({ billedMs }) => billedMs === 2000);
    expect(bill?.provisionedUsd).toBeCloseTo(0.00250002, 12);
    // 2 * 0.0000097222 + 0.0000166667 = 0.0000361111
    expect(bill?.durationUsd).toBeCloseTo(0.0000361111, 12);
    // and two requests: 0.0000004
    expect(bill?.usd).toBeCloseTo(0.0025365311, 12);
    // 10 GB * 3600 s * 0.0000041667 = 0.1500012
    expect(bill?.standingUsdPerHour).toBeCloseTo(0.1500012, 10);
  });

  it('the free tier of 400,000 GB-s and 1 M requests: of 500,000 GB-s and 1.5 M requests 1.66667 + 0.10 are left', () => {
    const bill = new LambdaBill();
    bill.addTotals({ invocations: 1_500_000, billedMs: 5e8, initMs: 0, memorySizeMb: 1024 });
    const billing = bill.finish({ ...x86, sheet: sheetOf({ freeTier: true }) });
    // free: 400,000 * 0.0000166667 = 6.66668, and 0.20
    expect(billing?.freeTierUsd).toBeCloseTo(6.86668, 9);
    expect(billing?.usd).toBeCloseTo(100_000 * 0.0000166667 + 0.1, 9);
  });

  it('the free tier is not of provisioned concurrency: that stays', () => {
    const provisioned = { concurrency: 1, memoryMb: 1024, reservedMs: 1000 };
    const options = { ...x86, sheet: sheetOf({ freeTier: true }), provisioned };
    const bill = lambdaBilling([invocationOf({ durationMs: 1000, ...gb })], options, () => true);
    expect(bill?.usd).toBeCloseTo(0.0000041667 + 0.0000097222, 12);
  });

  it('what a function pays for: /tmp by its own size or that of a call, restores unless of Java, provisioned concurrency', () => {
    const provisioned = { concurrency: 1, memoryMb: 1024, reservedMs: 1000 };
    expect(lambdaParts([invocationOf({ ephemeralStorageMb: 512 })], {})).toEqual([]);
    expect(lambdaParts([], { ephemeralStorageMb: 513, provisioned })).toEqual(['storage', 'provisioned']);
    expect(lambdaParts([invocationOf({ ephemeralStorageMb: 513 })], {})).toEqual(['storage']);
    const restored = invocationOf({ restoreMs: 100 });
    expect(lambdaParts([restored], { runtime: 'python3.13' })).toEqual(['snapStart']);
    expect(lambdaParts([restored], { runtime: 'java21' })).toEqual([]);
    expect(lambdaParts([{ ...restored, runtime: 'java:21.v30' }], {})).toEqual([]);
  });
});
