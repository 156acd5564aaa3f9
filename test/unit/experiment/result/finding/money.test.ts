import { expect, it } from 'vitest';
import { breakEvensOf } from '../../../../../src/billing/month/break-even.ts';
import { pricedOf } from '../../../../../src/billing/month/cheapest-by-rate.ts';
import { findingOf } from '../../../../../src/experiment/result/finding/finding.ts';
import type { TargetResult } from '../../../../../src/model/run-result.ts';
import type { BreakEven, Costs } from '../../../../../src/model/schema/costs.ts';
import { functionCosts, serverCosts } from '../../../billing/month/costs.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../../target-result.ts';

const lambda = (): TargetResult => targetResult('lambda', { ...answered(10), ...distinct(10), ...medianMs(3100) });
const server = (): TargetResult =>
  targetResult('server', { kind: 'node-server', ...answered(10), ...distinct(1), ...medianMs(2100) });

const between: BreakEven['between'] = ['lambda', 'server'];
const crossing = (low: number, high: number, above = 'server'): BreakEven => ({
  ...{ between, perSecondLow: low, perSecondHigh: high, below: 'lambda', above, reason: 'it crosses', assumes: [] },
});
const comparison = (...breakEven: BreakEven[]) => ({ baseline: 'server', targets: [], breakEven });
const moneyOf = (targets: readonly TargetResult[], ...breakEven: BreakEven[]) =>
  findingOf(targets, comparison(...breakEven)).money;

it('says the rates above which the server costs less, from every call cold to none', () => {
  expect(findingOf([lambda(), server()], comparison(crossing(0.2, 0.3)))).toEqual({
    roll: 'lambda answered 10 requests with 10 execution environments where server needed 1 process.',
    waiting: 'Measured median service time: lambda 3,100 ms, server 2,100 ms.',
    money: 'Projected: above 0.2 to 0.3 requests/s, sustained all month, server costs less than lambda.',
  });
});

it('says one rate where both ends of the band read the same', () => {
  expect(moneyOf([lambda(), server()], crossing(0.2, 0.20001))).toBe(
    'Projected: above 0.2 requests/s, sustained all month, server costs less than lambda.',
  );
});

it('without a break-even says who costs less, and what it comes to', () => {
  const none = { between, below: 'lambda', above: 'lambda', assumes: [] };
  const reason = 'lambda costs less at every rate: $1.00 and more a month against $12.26 and more';
  expect(moneyOf([lambda(), server()], { ...none, reason })).toBe(
    'Projected: lambda costs less at every rate: $1.00 and more a month against $12.26 and more.',
  );
});

it('of several crossings says the last, and that both cost less at some rates below it', () => {
  expect(moneyOf([lambda(), server()], crossing(1, 1), crossing(2, 3, 'lambda'))).toBe(
    'Projected: above 2 to 3 requests/s, sustained all month, lambda costs less than server; below that rate, each of both costs less at some rates.',
  );
});

it('names the basis: projected calls, or billed times that were measured and depend on this machine', () => {
  const from = (basis: 'measured' | 'projected') => {
    const costs = functionCosts({ usdPerRequest: 0.000005 });
    return { ...lambda(), costs: { ...costs, calls: costs.calls && { ...costs.calls, from: basis } } as Costs };
  };
  expect(moneyOf([from('projected'), server()], crossing(1, 1))).toMatch(/^Projected: above 1 /);
  expect(moneyOf([from('measured'), server()], crossing(1, 1))).toMatch(
    /^Projected from measured billed times: above 1 /,
  );
});

it('leaves out what was not measured: the price, the median, both', () => {
  const silent = (target: TargetResult) => ({ ...target, latencyMs: { serviceTime: {}, responseTime: {} } });
  expect(moneyOf([lambda(), server()])).toBeUndefined();
  expect(findingOf([silent(lambda()), server()], comparison(crossing(0.2, 0.2))).waiting).toBeUndefined();
  const open = { between, reason: 'at no rate does one cost less', assumes: [] };
  expect(Object.keys(findingOf([silent(lambda()), server()], comparison(open)))).toEqual(['roll']);
});

it('of two loads sets only the medians of the one phase beside each other that both had', () => {
  const phase = (name: string, ms: number) => phaseResult(name, { ...answered(10), ...distinct(1), ...medianMs(ms) });
  const more = { ...lambda(), phases: [phase('burst', 900), phase('ramp', 80)] };
  const same = { ...server(), phases: [phase('burst', 450)] };
  expect(findingOf([more, same], comparison()).waiting).toBe(
    'Measured median service time in phase burst: lambda 900 ms, server 450 ms.',
  );
  const twice = { ...server(), phases: [phase('burst', 450), { ...phase('burst', 500), repeat: 1 }] };
  expect(findingOf([more, twice], comparison()).waiting).toBeUndefined();
});

it('sets measured medians beside each other, also where one of the two has a projected one', () => {
  const projected = {
    ...{ invocations: 10, billedMs: 11_000, waitingShareOfBilled: 0.9, cpuShareOfBilled: 0.1 },
    latencyMs: { mean: 1101, p50: 1100, max: 1200 },
  };
  expect(findingOf([{ ...lambda(), projected }, server()], comparison()).waiting).toBe(
    '90% of the projected billed time of lambda is waiting; measured median service time: lambda 3,100 ms, server 2,100 ms.',
  );
});

/** 1/s is 2,628,000 requests a month: $13.14 at $5 per million. Above 4/s two servers cost $26.28, more than the cluster's $20. */
const several = (): TargetResult[] => [
  { ...lambda(), costs: { ...functionCosts({ usdPerRequest: 0.000005 }), calls: undefined } as unknown as Costs },
  { ...server(), costs: serverCosts({ usdPerMonth: 13.14, capacityPerSecond: 4 }) },
  { ...server(), name: 'cluster', costs: serverCosts({ usdPerMonth: 20, capacityPerSecond: 100 }) },
];
const amongAll = (targets: readonly TargetResult[]) => moneyOf(targets, ...breakEvensOf(pricedOf(targets)));

it('of more than two targets says which costs the least at which rate, not one pair of them', () => {
  expect(amongAll(several())).toBe(
    'Projected: cheapest, sustained all month: lambda below 1/s, server from 1/s to 4/s, cluster above 4/s.',
  );
});

it('names those that have a price where not all have one', () => {
  const [one, two, { costs: _, ...unpriced } = server()] = several();
  expect(amongAll([one, two, unpriced as TargetResult] as TargetResult[])).toBe(
    'Projected: cheapest of lambda, server, sustained all month: lambda below 1/s, server above 1/s.',
  );
});

it('of more than two targets says which one costs the least at every rate', () => {
  const [, two, three] = several();
  const cheap = { ...server(), name: 'small', costs: serverCosts({ usdPerMonth: 1, capacityPerSecond: 100 }) };
  expect(amongAll([two, three, cheap] as TargetResult[])).toBe(
    'Projected: cheapest, sustained all month: small at every rate.',
  );
});
