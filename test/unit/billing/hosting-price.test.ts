import { describe, expect, it } from 'vitest';
import {
  hostingMemoryMb,
  loadBalancerPrice,
  managedPrice,
  serverPrice,
  unknownManagedPrice,
  unknownServerPrice,
} from '../../../src/billing/hosting-price.ts';
import { priceTable } from '../../../src/billing/prices.ts';
import { UserError } from '../../../src/model/errors.ts';

describe('price of a server', () => {
  it('is that of the table, with its vCPUs and what it may use of them for its price', () => {
    expect(serverPrice({ instance: 't4g.small' })).toMatchObject({
      ...{ description: 't4g.small', usdPerHour: 0.0168, vcpu: 2, architecture: 'arm64' },
      burst: { baselineVcpu: 0.4, usdPerVcpuHour: 0.04 },
    });
    expect(serverPrice({ instance: 'm7g.large' })).not.toHaveProperty('burst');
  });

  it('of Fargate of half a vCPU and 1 GB is 0.5 * 0.03238 + 0.00356 = 0.01975 dollars per hour, on Arm', () => {
    const price = serverPrice({ fargate: { vcpu: 0.5, memoryMb: 1024 } });
    expect(price).toMatchObject({ usdPerHour: expect.closeTo(0.01975, 9), vcpu: 0.5 });
    expect(price.description).toBe('Fargate Arm, 0.5 vCPU, 1024 MB');
  });

  it('of Fargate on x86 is 0.5 * 0.04048 + 0.004445 = 0.024685 dollars per hour', () => {
    const price = serverPrice({ fargate: { vcpu: 0.5, memoryMb: 1024, architecture: 'x86_64' } });
    expect(price.usdPerHour).toBeCloseTo(0.024685, 9);
    expect(price.description).toBe('Fargate x86, 0.5 vCPU, 1024 MB');
  });

  it('has an address for 0.005 an hour and a volume of 8 GB for 8 * 0.08 / 730', () => {
    const price = serverPrice({ instance: 't4g.small', publicIpv4: true, volumeGb: 8 });
    expect(price.usdPerHour).toBeCloseTo(0.0168 + 0.005 + 0.64 / 730, 12);
    expect(price.description).toBe('t4g.small, a public IPv4 address and a volume of 8 GB');
  });

  it('does not have the load balancer in front of all: 0.0225 + 2 * 0.008 = 0.0385 dollars per hour', () => {
    expect(serverPrice({ instance: 't4g.small', loadBalancer: { lcu: 2 } }).usdPerHour).toBe(0.0168);
    const balancer = loadBalancerPrice({ lcu: 2 });
    expect(balancer.usdPerHour).toBeCloseTo(0.0385, 9);
    expect(balancer.description).toBe('a load balancer of 2 LCU');
  });

  it('of a managed c7g.xlarge is 0.145 + 0.02175 per hour', () => {
    const price = managedPrice({ instance: 'c7g.xlarge', instances: 3 });
    expect(price).toMatchObject({ description: 'managed c7g.xlarge, EC2 + 15%', vcpu: 4 });
    expect(price.usdPerHour).toBeCloseTo(0.16675, 9);
    expect(managedPrice({ instance: 'x9.large', instances: 1, usdPerHour: 0.1 }).usdPerHour).toBeCloseTo(0.115, 9);
  });

  it('of your own is as stated', () => {
    expect(serverPrice({ usdPerHour: 3.6, memoryMb: 2048 })).toEqual({
      ...{ description: 'price of your own', usdPerHour: 3.6, memoryMb: 2048 },
    });
  });

  it.each([
    [{ instance: 't4g.small' }, 'EC2', /state hosting\.usdPerHour and hosting\.memoryMb$/],
    [{ fargate: { vcpu: 1, memoryMb: 1024 } }, 'Fargate', /state hosting\.usdPerHour and hosting\.memoryMb$/],
    [
      { usdPerHour: 1, memoryMb: 700, loadBalancer: { lcu: 1 } },
      'load balancers',
      /which then includes load balancers$/,
    ],
    [
      { usdPerHour: 1, memoryMb: 700, publicIpv4: true, volumeGb: 8 },
      'public IPv4 addresses and volumes',
      /then includes/,
    ],
  ])('of %j in another region is not known, and it says where to state it', (hosting, what, field) => {
    const why = unknownServerPrice(hosting, 'eu-west-1');
    expect(why).toMatch(field);
    expect(why).toContain(`prices of ${what} in eu-west-1 are not in the price table`);
    expect(unknownServerPrice(hosting, 'us-east-1')).toBeUndefined();
  });

  it('of your own, and of managed instances of your own price, holds in every region', () => {
    const cost = { instance: 'c7g.xlarge', instances: 2 };
    expect(unknownServerPrice({ usdPerHour: 3.6, memoryMb: 2048 }, 'cn-north-1')).toBeUndefined();
    expect(unknownManagedPrice(cost, 'eu-west-1')).toMatch(/EC2 in eu-west-1 .* state cost\.usdPerHour$/);
    expect(unknownManagedPrice({ ...cost, usdPerHour: 0.1 }, 'eu-west-1')).toBeUndefined();
  });

  it('refuses an unknown instance with the known ones', () => {
    expect(() => serverPrice({ instance: 't4g.smal' })).toThrow(UserError);
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
