import { expect, it } from 'vitest';
import { billedUsdPerMonth, breakEvens, hourlyUsdPerMonth } from '../../../src/billing/break-even.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

/** The function at $5 per million, the server at $0.018 per hour, the cluster at $0.036. */
function priced() {
  const { result } = makeRun();
  const targets = result.targets.map((target) => ({
    ...target,
    ...(target.billing && { billing: { ...target.billing, usdPerMillion: 5 } }),
    ...(target.serverCost && {
      serverCost: { ...target.serverCost, usdPerHour: target.name === 'cluster' ? 0.036 : 0.018 },
    }),
  }));
  return breakEvens({ ...result, targets });
}

it('crosses at 1 request/s: $0.018 / 3600 s is $5e-6 per second, and a request costs $5e-6; twice that for twice the price', () => {
  const found = priced().map(({ billed, hourly, requestsPerSecond }) => [
    billed.target,
    hourly.target,
    Math.round(requestsPerSecond * 1e9) / 1e9,
  ]);
  expect(found).toEqual([
    ['lambda', 'server', 1],
    ['lambda', 'cluster', 2],
  ]);
});

it('costs $13.14 a month on either side of the crossing: 0.018 * 730, and 5e-6 * 1/s * 2,628,000 s', () => {
  const [crossing] = priced();
  if (crossing === undefined) throw new Error('the fixture has a function and a server');
  expect(hourlyUsdPerMonth(crossing.hourly, 1)).toBeCloseTo(13.14, 9);
  expect(billedUsdPerMonth(crossing.billed, 1)).toBeCloseTo(13.14, 9);
});

it('has none without a server, without a function, and for one that costs nothing', () => {
  const { result } = makeRun();
  const of = (name: string) => result.targets.filter((target) => target.name === name);
  expect(breakEvens({ ...result, targets: of('lambda') })).toEqual([]);
  expect(breakEvens({ ...result, targets: of('server') })).toEqual([]);
  const free = of('lambda').map((target) => ({
    ...target,
    ...(target.billing && { billing: { ...target.billing, usdPerMillion: 0 } }),
  }));
  expect(breakEvens({ ...result, targets: [...free, ...of('server')] })).toEqual([]);
});

it('with $1 per million charged by the server, too: $5e-6 per second saves only $4e-6 a request, so at 1.25/s, $16.425 a month for both', () => {
  const { result } = makeRun();
  const targets = result.targets.map((target) => ({
    ...target,
    ...(target.billing && { billing: { ...target.billing, usdPerMillion: 5 } }),
    ...(target.serverCost && { serverCost: { ...target.serverCost, usdPerHour: 0.018, requestsUsdPerMillion: 1 } }),
  }));
  const [crossing] = breakEvens({ targets });
  if (crossing === undefined) throw new Error('the fixture has a function and a server');
  expect(crossing.requestsPerSecond).toBeCloseTo(1.25, 9);
  // 0.018 * 730 + 1e-6 * 1.25 * 2,628,000, and 5e-6 * 1.25 * 2,628,000
  expect(hourlyUsdPerMonth(crossing.hourly, 1.25)).toBeCloseTo(16.425, 9);
  expect(billedUsdPerMonth(crossing.billed, 1.25)).toBeCloseTo(16.425, 9);
  const dear = targets.map((target) => ({
    ...target,
    ...(target.serverCost && { serverCost: { ...target.serverCost, requestsUsdPerMillion: 6 } }),
  }));
  expect(breakEvens({ targets: dear })).toEqual([]);
});
