import { describe, expect, it } from 'vitest';
import { assembleCosts, type CostInputs } from '../../../../../src/experiment/result/costs/month.ts';
import { invocationOf } from '../../../billing/invocation-of.ts';
import { account, type Seen, seenOf } from './seen-of.ts';

describe('what a month costs', () => {
  const costsOf = (target: object, given: Seen = {}, inputs: Partial<CostInputs> = {}) => {
    const { scenario: of, seen, part } = seenOf(target, given);
    return assembleCosts(of, seen, { measures: part.tallied.measures, ...inputs });
  };

  it('of a function comes from its cold and warm calls, its keep-alive and its prices', () => {
    const invocations = [invocationOf({ initMs: 250 }), invocationOf(), invocationOf(), invocationOf()];
    const target = { kind: 'local-lambda', keepAliveMs: { kind: 'uniform', minMs: 100_000, maxMs: 300_000 } };
    const { costs } = costsOf({ ...target, architecture: 'arm64' }, { accounts: [account(invocations)] });
    expect(costs?.calls).toMatchObject({
      warm: { billedMs: 100, gbSeconds: expect.closeTo(0.05, 12) },
      cold: { billedMs: 350, gbSeconds: expect.closeTo(0.175, 12) },
      ...{ coldShare: 0.25, keepAliveMs: 200_000, from: 'measured' },
    });
    expect(costs?.calls?.durationTiers[0]?.usdPerGbSecond).toBe(0.0000133334);
  });

  it('of a function that tells of no line comes from its handlers: 100 and 200 ms at 1 GB', () => {
    const { costs } = costsOf({ kind: 'lambda-invoke' }, { told: { memoryMb: 1024 } });
    expect(costs?.calls?.warm).toMatchObject({ billedMs: 150, gbSeconds: 0.15 });
  });

  it('of a server takes as many as its CPU per request asks for: 1,200 ms over 2 answers on 1 of 2 vCPU', () => {
    const { costs, serverCost } = costsOf({ kind: 'node-server' }, {}, { serverCpuMs: 1200 });
    // 1000 * 0.6 / 600
    expect(costs?.servers).toMatchObject({ cpuMsPerRequest: 600, usableVcpu: 1, capacityPerSecond: 1 });
    expect(serverCost).toMatchObject({ description: 't4g.small', usdPerHour: 0.0168, capacityPerSecond: 1 });
  });

  it('of a server is in CPU of the platform: of a machine twice as fast, slowed by neighbors to 0.8 of itself', () => {
    const demands = {
      call: { cpuMs: { count: 2, mean: 10 } },
      ...{ reference: { quietCpuMs: 1, besideCpuMs: 1.25, factor: 1.25 }, cpuSpeed: 2 },
    };
    const given = { scenarioFields: { cpuSpeed: 2 } };
    // 10 / 1.25 * 2
    expect(costsOf({ kind: 'node-server' }, given, { demands }).costs?.servers?.cpuMsPerRequest).toBe(16);
  });

  it('has a price per million at the demand that is stated, and none of this load', () => {
    const given = { scenarioFields: { demand: { perSecond: 50 } } };
    const at = costsOf({ kind: 'node-server' }, given, { serverCpuMs: 2 });
    // 0.0168 / 3600 / 50 * 1e6
    expect(at.serverCost).toMatchObject({ perSecond: 50, usdPerMillion: expect.closeTo(0.0933333, 7) });
    expect(at.months?.map(({ perSecond }) => perSecond)).toEqual([1, 10, 50, 100, 1000]);
  });

  it('of web functions is their CPU, and their memory while they are alive', () => {
    const cost = {
      kind: 'active-cpu',
      memoryMb: 2048,
      usdPerVcpuHour: 3.6,
      usdPerGbHour: 1.8,
      usdPerMillionRequests: 1,
    };
    const model = { kind: 'web', maxConcurrencyPerEnvironment: 16 };
    const { costs } = costsOf({ kind: 'local-lambda', model, cost, keepAliveMs: 60_000 });
    // Handlers: 50 ms of CPU over 2 calls, 0.025 s * 0.001; answers after 150 and 400 ms.
    expect(costs?.usdPerRequest).toBeCloseTo(0.000001 + 0.000025, 12);
    expect(costs?.instanceTime).toEqual({ usdPerSecond: 0.001, atOnce: 16, callMs: 275, heldMs: 60_000 });
  });
});
