import { describe, expect, it } from 'vitest';
import { priceTable } from '../../../src/billing/prices.ts';
import {
  hostingMemoryMb,
  managedCost,
  serverCost,
  unknownManagedPrice,
  unknownServerPrice,
} from '../../../src/billing/server-cost.ts';
import { UserError } from '../../../src/model/errors.ts';

describe('cost of a server', () => {
  it('t4g.small at 100 requests/s: 0.0168 / 3600 / 100 * 1e6 = 0.046667 dollars per million', () => {
    const cost = serverCost({ instance: 't4g.small' }, 100);
    expect(cost).toMatchObject({ description: 't4g.small', usdPerHour: 0.0168, requestsPerSecond: 100 });
    expect(cost?.usdPerMillion).toBeCloseTo(0.0466667, 7);
  });

  it('Fargate of half a vCPU and 1 GB: 0.5 * 0.04048 + 0.004445 = 0.024685 dollars per hour', () => {
    const cost = serverCost({ fargate: { vcpu: 0.5, memoryMb: 1024 } }, 1);
    expect(cost?.usdPerHour).toBeCloseTo(0.024685, 9);
    expect(cost?.description).toBe('Fargate x86, 0.5 vCPU, 1024 MB');
  });

  it('Fargate on Arm of half a vCPU and 1 GB: 0.5 * 0.03238 + 0.00356 = 0.01975 dollars per hour', () => {
    const cost = serverCost({ fargate: { vcpu: 0.5, memoryMb: 1024, architecture: 'arm64' } }, 1);
    expect(cost?.usdPerHour).toBeCloseTo(0.01975, 9);
    expect(cost?.description).toBe('Fargate Arm, 0.5 vCPU, 1024 MB');
  });

  it('with a load balancer of 2 LCU: 0.0168 + 0.0225 + 2 * 0.008 = 0.0553 dollars per hour', () => {
    const cost = serverCost({ instance: 't4g.small', loadBalancer: { lcu: 2 } }, 1);
    expect(cost?.usdPerHour).toBeCloseTo(0.0553, 9);
    expect(cost?.description).toBe('t4g.small and a load balancer of 2 LCU');
  });

  it('3 managed c7g.xlarge at 50 requests/s: 3 * (0.145 + 0.02175) = 0.50025 per hour, 2.779167 + 0.20 per million', () => {
    // 0.50025 / 3600 / 50 * 1e6 = 2.7791667
    const cost = managedCost(
      { instance: 'c7g.xlarge', instances: 3 },
      { usdPerMillionRequests: 0.2, requestsPerSecond: 50 },
    );
    expect(cost?.usdPerHour).toBeCloseTo(0.50025, 9);
    expect(cost?.usdPerMillion).toBeCloseTo(2.9791667, 7);
    expect(cost).toMatchObject({ description: '3 managed c7g.xlarge, EC2 + 15 %', requestsUsdPerMillion: 0.2 });
  });

  it('a price of your own: 3.6 dollars per hour at 1 request/s are 1000 per million', () => {
    expect(serverCost({ usdPerHour: 3.6, memoryMb: 2048 }, 1)?.usdPerMillion).toBeCloseTo(1000, 9);
  });

  it.each([
    [{ instance: 't4g.small' }, 'EC2', /state hosting\.usdPerHour and hosting\.memoryMb$/],
    [{ fargate: { vcpu: 1, memoryMb: 1024 } }, 'Fargate', /state hosting\.usdPerHour and hosting\.memoryMb$/],
    [{ usdPerHour: 1, memoryMb: 700, loadBalancer: { lcu: 1 } }, 'load balancers', /which then includes the load/],
  ])('of %j in another region is not known, and it says where to state it', (hosting, what, field) => {
    expect(serverCost(hosting, 100, 'eu-west-1')).toBeUndefined();
    const told = unknownServerPrice(hosting, 'eu-west-1');
    expect(told).toMatch(field);
    expect(told).toContain(`prices of ${what} in eu-west-1 are not in the price table`);
    expect(unknownServerPrice(hosting, 'us-east-1')).toBeUndefined();
    expect(serverCost(hosting, 100, 'us-east-1')).toBeDefined();
  });

  it('of your own holds in every region', () => {
    expect(serverCost({ usdPerHour: 3.6, memoryMb: 2048 }, 1, 'cn-north-1')?.usdPerHour).toBe(3.6);
  });

  it('of managed instances in another region: none, or 2 of your own 0.10 with 15 % on top', () => {
    const load = { usdPerMillionRequests: 0.2, requestsPerSecond: 1, region: 'eu-west-1' };
    const cost = { instance: 'c7g.xlarge', instances: 2 };
    expect(managedCost(cost, load)).toBeUndefined();
    expect(unknownManagedPrice(cost, 'eu-west-1')).toMatch(/EC2 in eu-west-1 .* state cost\.usdPerHour$/);
    expect(managedCost({ ...cost, usdPerHour: 0.1 }, load)?.usdPerHour).toBeCloseTo(0.23, 12);
    expect(unknownManagedPrice({ ...cost, usdPerHour: 0.1 }, 'eu-west-1')).toBeUndefined();
  });

  it('has no price per request without requests', () => {
    expect(serverCost({ instance: 't4g.small' }, 0)).toBeUndefined();
  });

  it('refuses an unknown instance with the known ones', () => {
    expect(() => serverCost({ instance: 't4g.smal' }, 1)).toThrow(UserError);
    expect(() => hostingMemoryMb({ instance: 'constructor' })).toThrow(/"constructor" is not in the price table/);
    try {
      hostingMemoryMb({ instance: 't4g.smal' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'unknown-instance', hint: expect.stringContaining('t4g.small, t4g.medium') });
    }
  });
});

describe('memory of a server', () => {
  it.each([
    [{ instance: 't4g.nano' }, 512],
    [{ instance: 't4g.small' }, 2048],
    [{ instance: 'm7g.large' }, 8192],
    [{ fargate: { vcpu: 1, memoryMb: 3072 } }, 3072],
    [{ usdPerHour: 1, memoryMb: 700 }, 700],
  ])('of %j is %d MB', (hosting, memoryMb) => {
    expect(hostingMemoryMb(hosting)).toBe(memoryMb);
  });
});

describe('price table', () => {
  it('names its date, source and region', () => {
    expect(priceTable).toMatchObject({ date: '2026-09-19', region: 'us-east-1' });
    expect(priceTable.source).toContain('2026-08-31');
  });

  it('has a price that doubles with the size of a burstable instance', () => {
    const perHour = ['nano', 'micro', 'small', 'medium'].map((size) => priceTable.ec2.get(`t4g.${size}`)?.usdPerHour);
    expect(perHour).toEqual([0.0042, 0.0084, 0.0168, 0.0336]);
  });
});
