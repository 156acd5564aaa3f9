import { expect, it } from 'vitest';
import { serverCostOf } from '../../../src/billing/month/months.ts';
import { type InputEffect, sensitivities } from '../../../src/billing/sensitivity.ts';
import type { Costs } from '../../../src/model/schema/costs.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { targetResult } from '../experiment/target-result.ts';
import { functionCosts, serverCosts } from './month/costs.ts';

// 800 ms at 1 GB: $8 per million of duration and $2 of requests. Of billed time 75 % is waiting, 10 % CPU, 15 % queueing.
const warm = { billedMs: 800, gbSeconds: 0.8, otherUsd: 0 };
const lambda = targetResult('lambda', {
  costs: functionCosts({ usdPerRequest: 2e-6 }, { warm, cold: undefined }),
  billing: {
    ...{ invocations: 100, billedMs: 80_000, initMs: 0, gbSeconds: 80, source: 'report-lines' },
    ...{ usd: 0.001, durationUsd: 0.0008, requestsUsd: 0.0002, usdPerMillion: 10 },
  },
  utilization: {
    billedMs: 80_000,
    cpuMs: 8000,
    cpuQueueMs: 12_000,
    waitingMs: 60_000,
    waitingShareOfBilled: 0.75,
    cpuShareOfBilled: 0.1,
  },
});
const serverOf2 = (costs: Costs) => {
  const serverCost = serverCostOf(costs, 2);
  return targetResult('server', { kind: 'node-server', costs, ...(serverCost && { serverCost }) });
};
// $26.28 a month are $0.00001 a second: at 2 requests/s $5 per million.
const server = serverOf2(serverCosts());

const [found] = sensitivities({ targets: [lambda, server] });
const effect = (input: string): InputEffect => {
  const one = found?.inputs.find((candidate) => candidate.input === input);
  if (one === undefined) throw new Error(`no input ${input}`);
  return one;
};
const functionOf = ({ low, high }: InputEffect) => [low.functionUsdPerMillion, high.functionUsdPerMillion];
const serverOf = ({ low, high }: InputEffect) => [low.serverUsdPerMillion, high.serverUsdPerMillion];
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));

it('as measured: 10 and 5 USD per million, the same at 0.00001 / (10 / 1e6) = 1 request/s', () => {
  expect(found?.base).toEqual({
    functionUsdPerMillion: expect.closeTo(10, 9),
    serverUsdPerMillion: expect.closeTo(5, 9),
    breakEvenPerSecond: expect.closeTo(1, 9),
  });
});

it('half the memory: its CPU takes twice as long, 2 + 8 * 0.5 * 1.1 = 6.40 USD; half as much again: 2 + 8 * 1.5 * 0.9667 = 13.60 USD', () => {
  const memory = effect('memory size of the function');
  // 10 % of the time runs, at 1,024 / 1,769 of a vCPU: 90 % + 10 % * 2, and 90 % + 10 % / 1.5.
  expect(functionOf(memory)).toEqual(near([6.4, 13.6]));
  expect(serverOf(memory)).toEqual(near([5, 5]));
  expect(memory.low.breakEvenPerSecond).toBeCloseTo(10 / 6.4, 9);
  expect(memory.high.breakEvenPerSecond).toBeCloseTo(10 / 13.6, 9);
  // 2 + 8 * (0.9 f + 0.1) = 5 at f = 0.3056, 313 MB.
  expect(memory.turnsAt).toBeCloseTo(0.275 / 0.9, 9);
});

it('moves the memory size only to what Lambda has: of 8 GB up to 10, of 200 MB down to 128', () => {
  const at = (gb: number) => {
    const costs = functionCosts({}, { warm: { billedMs: 1000, gbSeconds: gb, otherUsd: 0 }, cold: undefined });
    const [one] = sensitivities({ targets: [targetResult('lambda', { costs }), server] });
    const memory = one?.inputs.find(({ input }) => input === 'memory size of the function');
    return memory && functionOf(memory);
  };
  expect(at(8)).toEqual(near([40, 100]));
  // 128 MB and 300 MB, $1.25 and $2.93.
  expect(at(200 / 1024)).toEqual(near([1.25, 2.9296875]));
});

it('waiting is 75 % of billed time: half of it takes 37.5 % off the 8 USD, and none of it still leaves 4 USD', () => {
  const waiting = effect('waiting per call');
  expect(functionOf(waiting)).toEqual(near([7, 13]));
  // 2 + 8 * (0.25 + 0.75 f) = 5 at f = 1/6.
  expect(waiting.turnsAt).toBeCloseTo(1 / 6, 9);
});

it('CPU is 10 % of billed time: 9.6 and 10.4 USD, and no amount of it makes the function as cheap as the server', () => {
  const cpu = effect('CPU per call');
  expect(functionOf(cpu)).toEqual(near([9.6, 10.4]));
  expect(cpu.turnsAt).toBeUndefined();
});

it('half the rate doubles what a request costs on the server: 10 USD, as the function; break-even stays', () => {
  const rate = effect('requests per second');
  expect(serverOf(rate)).toEqual(near([10, 10 / 3]));
  expect(rate.low.breakEvenPerSecond).toBeCloseTo(1, 9);
  expect(rate.turnsAt).toBeCloseTo(0.5, 9);
});

it('a server hour at half and one and a half times the price: 2.50 and 7.50 USD, 0.5 and 1.5 requests/s, the same at twice', () => {
  const hour = effect('price of a server hour');
  expect(serverOf(hour)).toEqual(near([2.5, 7.5]));
  expect([hour.low.breakEvenPerSecond, hour.high.breakEvenPerSecond]).toEqual(near([0.5, 1.5]));
  expect(hour.turnsAt).toBeCloseTo(2, 9);
});

it('what a server pays per request is no less at any rate: 1 USD of 6 stays', () => {
  const [one] = sensitivities({ targets: [lambda, serverOf2({ ...serverCosts(), usdPerRequest: 1e-6 })] });
  expect(one?.base.serverUsdPerMillion).toBeCloseTo(6, 9);
  // 0.00001 / (9 / 1e6)
  expect(one?.base.breakEvenPerSecond).toBeCloseTo(10 / 9, 9);
  // 1 + 5 / f = 10 at f = 5/9.
  expect(one?.inputs.find(({ input }) => input === 'requests per second')?.turnsAt).toBeCloseTo(5 / 9, 9);
});

it('CPU per request takes from the capacity of a server: 3/s at 1.5 times are 2/s, which are needed; more takes a second one', () => {
  const servers = { capacityPerSecond: 3, cpuMsPerRequest: 200 };
  const [one] = sensitivities({ targets: [lambda, serverOf2(serverCosts(servers))] });
  const cpu = one?.inputs.find(({ input }) => input === 'CPU per request on the server');
  expect(cpu?.high.serverUsdPerMillion).toBeCloseTo(5, 9);
  // Two servers are $10 per million, no less than the function costs.
  expect(cpu?.turnsAt).toBeCloseTo(1.5, 6);
});

it('is at another rate if one is asked for: at 4 requests/s the server is 2.50 USD per million', () => {
  const [one] = sensitivities({ targets: [lambda, server] }, 4);
  expect(one?.perSecond).toBe(4);
  expect(one?.base.serverUsdPerMillion).toBeCloseTo(2.5, 9);
});

it('begins where both cost the same, if no demand is stated, and is of nothing where one of both is not priced', () => {
  const { result } = makeRun();
  const [crossing] = result.comparison?.breakEven ?? [];
  expect(sensitivities(result)[0]?.perSecond).toBeCloseTo(crossing?.perSecond ?? 0, 6);
  expect(sensitivities({ targets: [lambda] })).toEqual([]);
});
