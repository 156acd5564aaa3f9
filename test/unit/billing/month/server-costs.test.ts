import { describe, expect, it } from 'vitest';
import { monthCost } from '../../../../src/billing/month/month-cost.ts';
import { serverCostOf } from '../../../../src/billing/month/months.ts';
import { hostingCosts, managedCosts } from '../../../../src/billing/month/server-costs.ts';
import type { Costs } from '../../../../src/model/schema/costs.ts';

const known = (costs: Costs | undefined): Costs => {
  if (costs === undefined) throw new Error('no costs');
  return costs;
};

describe('capacity of a server', () => {
  it('is what its processes can use of its vCPUs, at 60 %, by the CPU per request: 1 of 2 vCPU at 5 ms are 120/s', () => {
    const one = hostingCosts({ instance: 'm7g.large' }, { cpuMsPerRequest: 5, processes: 1 });
    expect(one?.servers).toMatchObject({ capacityPerSecond: 120, usableVcpu: 1, targetUtilization: 0.6 });
    expect(hostingCosts({ instance: 'm7g.large' }, { cpuMsPerRequest: 5, processes: 10 })?.servers).toMatchObject({
      capacityPerSecond: 240,
    });
    expect(hostingCosts({ instance: 'm7g.large' }, { cpuMsPerRequest: 5 })?.servers?.usableVcpu).toBe(2);
  });

  it('of 8 tasks of 1 vCPU at 70 % carries 1,000/s of 5.4 ms: 5.4 vCPU / 0.7 = 7.7; on x86 with a load balancer $310.58', () => {
    // 8 * 730 * (0.04048 + 2 * 0.004445) + 730 * (0.0225 + 0.008) = 288.3208 + 22.265
    const hosting = {
      fargate: { vcpu: 1, memoryMb: 2048, architecture: 'x86_64' as const },
      ...{ loadBalancer: { lcu: 1 }, targetUtilization: 0.7 },
    };
    const month = monthCost(known(hostingCosts(hosting, { cpuMsPerRequest: 5.4 })), 1000, 0);
    expect(month.servers).toBe(8);
    expect(month.usd).toBeCloseTo(310.5858, 6);
  });

  it('is not known without the CPU per request or the vCPUs, which is said', () => {
    const [cpu, vcpu] = [
      hostingCosts({ instance: 't4g.small' }, {}),
      hostingCosts({ usdPerHour: 1, memoryMb: 2048 }, { cpuMsPerRequest: 5 }),
    ];
    expect(cpu?.servers).not.toHaveProperty('capacityPerSecond');
    expect(cpu?.assumes).toEqual(['arm64, one server carries any rate, as the CPU per request is not known']);
    expect(vcpu?.assumes).toEqual(['one server carries any rate, as its vCPUs are not known']);
    expect(hostingCosts({ usdPerHour: 1, memoryMb: 2048, vcpu: 4 }, { cpuMsPerRequest: 5 })?.servers).toMatchObject({
      capacityPerSecond: 480,
    });
  });
});

it('pays for the CPU of a burstable instance above its baseline: 0.6 vCPU on a t4g.small are 0.2 above it, $5.84 a month', () => {
  const costs = known(hostingCosts({ instance: 't4g.small' }, { cpuMsPerRequest: 5, processes: 1 }));
  // 80/s are 0.4 vCPU, 120/s 0.6 vCPU: 0.2 * $0.04 * 730 h.
  expect(monthCost(costs, 80, 0).usd).toBeCloseTo(12.264, 9);
  expect(monthCost(costs, 120, 0).usd).toBeCloseTo(12.264 + 5.84, 9);
});

describe('what is paid by the hour', () => {
  it('is all that runs at any rate: 2 and 1 spare t4g.small and a load balancer, 3 * 0.0168 + 0.0305', () => {
    const hosting = { instance: 't4g.small', loadBalancer: { lcu: 1 }, count: 2, spare: 1 };
    expect(serverCostOf(known(hostingCosts(hosting, {})), undefined)).toEqual({
      description: '3 × t4g.small and a load balancer of 1 LCU',
      usdPerHour: expect.closeTo(0.0809, 9),
      servers: 3,
    });
  });

  it('has a price per million only at a stated rate: 0.0168 / 3600 / 100 * 1e6 = 0.046667 at 100/s', () => {
    const cost = serverCostOf(known(hostingCosts({ instance: 't4g.small' }, {})), 100);
    expect(cost).toMatchObject({ perSecond: 100, usdPerMillion: expect.closeTo(0.0466667, 7) });
  });

  it('of 3 managed c7g.xlarge is 0.50025 an hour, and at 50/s 2.779167 + 0.20 per million', () => {
    const costs = managedCosts({ instance: 'c7g.xlarge', instances: 3 }, { usdPerMillionRequests: 0.2 });
    expect(serverCostOf(known(costs), 50)).toMatchObject({
      description: '3 × managed c7g.xlarge, EC2 + 15%',
      usdPerHour: expect.closeTo(0.50025, 9),
      requestsUsdPerMillion: expect.closeTo(0.2, 12),
      usdPerMillion: expect.closeTo(2.9791667, 7),
    });
  });

  it('is not known in a region whose prices are not', () => {
    expect(hostingCosts({ instance: 't4g.small' }, { region: 'eu-west-1' })).toBeUndefined();
    const cost = { instance: 'c7g.xlarge', instances: 2 };
    expect(managedCosts(cost, { usdPerMillionRequests: 0.2, region: 'eu-west-1' })).toBeUndefined();
    // 2 * 0.10 * 1.15
    const own = managedCosts({ ...cost, usdPerHour: 0.1 }, { usdPerMillionRequests: 0.2, region: 'eu-west-1' });
    expect(serverCostOf(known(own), undefined)?.usdPerHour).toBeCloseTo(0.23, 12);
  });
});
