import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Usage, type UsageModel, usageBilling } from '../../../src/billing/usage-cost.ts';
import { billingSchema } from '../../../src/model/measures.ts';

const usage: Usage = {
  requests: 1000,
  instances: [
    { busyMs: 2_050, aliveMs: 10_000 },
    { busyMs: 950, aliveMs: 5_000 },
  ],
  cpuMs: 1800,
  notes: [],
};

const instanceTime: Extract<UsageModel, { kind: 'instance-time' }> = {
  ...{ kind: 'instance-time', vcpu: 2, memoryMb: 512, billed: 'busy', stepMs: 100 },
  ...{ usdPerVcpuSecond: 0.000024, usdPerGbSecond: 0.0000025, usdPerMillionRequests: 0.4 },
};

describe('price per request', () => {
  it('1000 requests at 0.60 per million are 0.0006', () => {
    expect(usageBilling({ kind: 'per-request', usdPerMillionRequests: 0.6 }, usage)).toMatchObject({
      ...{ invocations: 1000, durationUsd: 0, source: 'estimated', pricedAs: 'per-request' },
      usd: expect.closeTo(0.0006, 12),
    });
  });
});

describe('price of instance time', () => {
  it('busy 2.1 + 1.0 s in steps of 100 ms: 6.2 vCPU-s * 0.000024 + 1.55 GB-s * 0.0000025 + 0.0004', () => {
    // 0.0001488 + 0.000003875 + 0.0004 = 0.000552675
    const bill = billingSchema.parse(usageBilling(instanceTime, usage));
    expect(bill).toMatchObject({ billedMs: 3100, gbSeconds: 1.55, vcpuSeconds: 6.2 });
    expect(bill.usd).toBeCloseTo(0.000552675, 12);
  });

  it('alive 15 s: 30 vCPU-s * 0.000024 + 7.5 GB-s * 0.0000025 + 0.0004 = 0.00113875', () => {
    expect(usageBilling({ ...instanceTime, billed: 'alive' }, usage)?.usd).toBeCloseTo(0.00113875, 12);
  });

  it('does not round 0.1 + 0.2 ms up to 0.4', () => {
    const instances = [{ busyMs: 0.1 + 0.2, aliveMs: 1 }];
    expect(usageBilling({ ...instanceTime, stepMs: 0.1 }, { ...usage, instances })?.billedMs).toBeCloseTo(0.3, 9);
  });
});

describe('price of active CPU', () => {
  const vercel: UsageModel = {
    ...{ kind: 'active-cpu', memoryMb: 2048, usdPerVcpuHour: 0.128, usdPerGbHour: 0.0106, usdPerMillionRequests: 0.6 },
  };

  it('1.8 s of CPU at 0.128/h, 15 s of 2 GB at 0.0106/h, 1000 requests: 0.000064 + 0.00008833 + 0.0006', () => {
    const bill = billingSchema.parse(usageBilling(vercel, usage));
    expect(bill.durationUsd).toBeCloseTo(0.000064 + 0.0000883333, 9);
    expect(bill.usd).toBeCloseTo(0.0007523333, 9);
    expect(bill).toMatchObject({ vcpuSeconds: 1.8, gbSeconds: 30 });
  });

  it('is absent where nobody told the CPU: nothing is made up', () => {
    const { cpuMs, ...untold } = usage;
    expect(usageBilling(vercel, untold)).toBeUndefined();
  });
});

it('is absent without requests, and without instances where those are paid for', () => {
  expect(usageBilling(instanceTime, { ...usage, requests: 0 })).toBeUndefined();
  expect(usageBilling(instanceTime, { ...usage, instances: [] })).toBeUndefined();
});

it('of an instance that is always busy costs the same as of one that is alive, whatever the times', () => {
  const times = fc.array(
    fc.nat(1e6).map((ms) => ({ busyMs: ms, aliveMs: ms })),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(times, (instances) => {
      const busy = usageBilling(instanceTime, { ...usage, instances });
      expect(usageBilling({ ...instanceTime, billed: 'alive' }, { ...usage, instances })).toEqual(busy);
    }),
  );
});
