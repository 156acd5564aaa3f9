import { expect, it } from 'vitest';
import { findingOf } from '../../../../src/experiment/result/sentence.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import type { BreakEven } from '../../../../src/model/schema/costs.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../target-result.ts';

const lambda = (): TargetResult => targetResult('lambda', { ...answered(10), ...distinct(10), ...medianMs(3100) });
const server = (): TargetResult =>
  targetResult('server', { kind: 'node-server', ...answered(10), ...distinct(1), ...medianMs(2100) });

const between: BreakEven['between'] = ['lambda', 'server'];
const crossing = (low: number, high: number, above = 'server'): BreakEven => ({
  ...{ between, perSecondLow: low, perSecondHigh: high, below: 'lambda', above, reason: 'it crosses', assumes: [] },
});
const comparison = (...breakEven: BreakEven[]) => ({ baseline: 'server', targets: [], breakEven });
const first = 'lambda answered 10 requests with 10 execution environments where server needed 1 process.';
const second = (targets: readonly TargetResult[], ...breakEven: BreakEven[]) =>
  findingOf(targets, comparison(...breakEven)).replace(`${first} `, '');

it('says the rates above which the server costs less, from every call cold to none', () => {
  expect(findingOf([lambda(), server()], comparison(crossing(0.2, 0.3)))).toBe(
    `${first} Above 0.2 to 0.3 requests/s, sustained all month, server costs less than lambda; in this load its p50 was 2,100 ms against 3,100 ms.`,
  );
});

it('says one rate where both ends of the band read the same', () => {
  expect(second([lambda(), server()], crossing(0.2, 0.20001))).toMatch(/^Above 0\.2 requests\/s, sustained all month/);
});

it('without a break-even says who costs less, and what it comes to', () => {
  const none = { between, below: 'lambda', above: 'lambda', assumes: [] };
  const reason = 'lambda costs less at every rate: $1.00 and more a month against $12.26 and more';
  expect(second([lambda(), server()], { ...none, reason })).toBe(
    'Lambda costs less at every rate: $1.00 and more a month against $12.26 and more; in this load its p50 was 3,100 ms against 2,100 ms.',
  );
});

it('of several crossings says the last, and that both cost less at some rates below it', () => {
  expect(second([lambda(), server()], crossing(1, 1), crossing(2, 3, 'lambda'))).toMatch(
    /^Above 2 to 3 requests\/s, sustained all month, lambda costs less than server; below that, each of both does at some rates;/,
  );
});

it('leaves out what was not measured: the price, the median, both', () => {
  expect(second([lambda(), server()])).toBe('In this load the p50 of lambda was 3,100 ms, that of server 2,100 ms.');
  const silent = (target: TargetResult) => ({ ...target, latencyMs: { serviceTime: {}, responseTime: {} } });
  expect(second([silent(lambda()), server()], crossing(0.2, 0.2))).toBe(
    'Above 0.2 requests/s, sustained all month, server costs less than lambda.',
  );
  const open = { between, reason: 'at no rate does one cost less', assumes: [] };
  expect(findingOf([silent(lambda()), server()], comparison(open))).toBe(first);
});

it('of two loads sets only the medians of the one phase beside each other that both had', () => {
  const phase = (name: string, ms: number) => phaseResult(name, { ...answered(10), ...distinct(1), ...medianMs(ms) });
  const more = { ...lambda(), phases: [phase('burst', 900), phase('ramp', 80)] };
  const same = { ...server(), phases: [phase('burst', 450)] };
  expect(findingOf([more, same], comparison(crossing(0.2, 0.2)))).toContain(
    'costs less than lambda; in phase burst its p50 was 450 ms against 900 ms.',
  );
  const twice = { ...server(), phases: [phase('burst', 450), { ...phase('burst', 500), repeat: 1 }] };
  expect(findingOf([more, twice], comparison(crossing(0.2, 0.2)))).toMatch(/server costs less than lambda\.$/);
});

it('sets measured medians beside each other, also where one of the two has a projected one', () => {
  const projected = {
    ...{ invocations: 10, billedMs: 11_000, waitingShareOfBilled: 0.9, cpuShareOfBilled: 0.1 },
    latencyMs: { mean: 1101, p50: 1100, max: 1200 },
  };
  expect(findingOf([{ ...lambda(), projected }, server()], comparison(crossing(0.2, 0.3)))).toMatch(
    /server costs less than lambda; in this load its p50 was 2,100 ms against 3,100 ms\.$/,
  );
});
