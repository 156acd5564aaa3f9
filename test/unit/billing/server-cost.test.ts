import { describe, expect, it } from 'vitest';
import { priceTable } from '../../../src/billing/prices.ts';
import { hostingMemoryMb, serverCost } from '../../../src/billing/server-cost.ts';
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

  it('a price of your own: 3.6 dollars per hour at 1 request/s are 1000 per million', () => {
    expect(serverCost({ usdPerHour: 3.6, memoryMb: 2048 }, 1)?.usdPerMillion).toBeCloseTo(1000, 9);
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
