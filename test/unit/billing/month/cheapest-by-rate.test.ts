import { expect, it } from 'vitest';
import { breakEvensOf } from '../../../../src/billing/month/break-even.ts';
import { cheapestByRate } from '../../../../src/billing/month/cheapest-by-rate.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { functionCosts, serverCosts } from './costs.ts';

/** 1/s is 2,628,000 requests a month: $13.14 at $5 per million. Above 4/s two servers cost $26.28, more than the cluster. */
const priced = [
  { name: 'lambda', costs: { ...functionCosts({ usdPerRequest: 0.000005 }), calls: undefined } },
  { name: 'server', costs: serverCosts({ usdPerMonth: 13.14, capacityPerSecond: 4 }) },
  { name: 'cluster', costs: serverCosts({ usdPerMonth: 20, capacityPerSecond: 100 }) },
] as unknown as TargetResult[];

it('finds the function below 1/s, one server to 4/s, the cluster above', () => {
  const breakEvens = breakEvensOf(priced.flatMap(({ name, costs }) => (costs === undefined ? [] : [{ name, costs }])));
  const regions = cheapestByRate(priced, breakEvens);
  expect(regions.map(({ name }) => name)).toEqual(['lambda', 'server', 'cluster']);
  expect(regions[1]?.from?.perSecond).toBeCloseTo(1, 6);
  expect(regions[1]?.to?.perSecond).toBeCloseTo(4, 6);
});
