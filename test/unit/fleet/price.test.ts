import { describe, expect, it } from 'vitest';
import type { FleetDefinition } from '../../../src/fleet/fargate/definition.ts';
import { fleetPrice, refuseFleetPrice } from '../../../src/fleet/fargate/price.ts';

const definition: FleetDefinition = {
  worker: { definition: 'w:1', vcpu: 2, memoryMb: 4096, architecture: 'arm64' },
  nats: { definition: 'n:1', vcpu: 1, memoryMb: 2048, architecture: 'arm64' },
  ...{ subnets: ['subnet-a'], securityGroups: ['sg-1'] },
};
const price = (region: string) => fleetPrice(definition, { workers: 12, region, mostSeconds: 900 });

describe('the price of workers on Fargate', () => {
  it('is that of all tasks for as long as they may live: 12 workers and NATS for 15 min', () => {
    // Worker: 2 × 0.03238 + 4 × 0.00356 = 0.079 an hour; NATS: half of it; (12 × 0.079 + 0.0395) / 4 = 0.246875.
    const { usdMost, lines } = price('us-east-1');
    expect(usdMost).toBeCloseTo(0.246875, 10);
    expect(lines).toEqual([
      'Fargate in us-east-1: 12 workers of 2 vCPU and 4 GB (Arm), and NATS of 1 vCPU and 2 GB (Arm); each ends after 15 min at the latest',
      '  at most $0.25 = (12 × $0.07900 + $0.03950) an hour × 15 min; NAT, data transfer and logs are not included',
      '  prices of 2026-09-19, us-east-1',
    ]);
  });

  it('is not invented for a region whose prices are not known: what is used is said instead', () => {
    // (12 × 2 + 1) / 4 vCPU-hours, (12 × 4 + 2) / 4 GB-hours.
    const { usdMost, lines } = price('eu-west-1');
    expect(usdMost).toBeUndefined();
    expect(lines[1]).toBe(
      '  cost unknown: prices of Fargate in eu-west-1 are not in the price table, which has those of us-east-1; at most 6.25 vCPU-hours and 12.50 GB-hours',
    );
  });

  it('above the limit is refused, and so is an unknown one with a limit', () => {
    expect(() => refuseFleetPrice(price('us-east-1'), 0.2)).toThrow('the workers could cost $0.25, more than $0.20');
    expect(() => refuseFleetPrice(price('us-east-1'), 0.25)).not.toThrow();
    expect(() => refuseFleetPrice(price('eu-west-1'), 100)).toThrow('--max-cost cannot be enforced');
    expect(() => refuseFleetPrice(price('eu-west-1'), undefined)).not.toThrow();
  });
});
