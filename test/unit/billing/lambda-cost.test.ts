import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lambdaBilling } from '../../../src/billing/lambda-cost.ts';
import { billingSchema } from '../../../src/model/measures.ts';
import { invocationOf } from './invocation-of.ts';

const x86 = { architecture: 'x86_64', source: 'report-lines' } as const;

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
    const bill = lambdaBilling(Array(1e6).fill(invocationOf()), { ...x86, architecture: 'arm64' });
    expect(bill?.durationUsd).toBeCloseTo(0.66667, 9);
  });

  it('per million is the mean of these requests: 2 of 100 and 300 ms at 1024 MB cost 0.2 + 200,000 * 0.0000166667', () => {
    const calls = [100, 300].map((durationMs) => invocationOf({ durationMs, memorySizeMb: 1024 }));
    expect(lambdaBilling(calls, x86)?.usdPerMillion).toBeCloseTo(3.53334, 9);
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
