import { expect, it } from 'vitest';
import { breakEvens } from '../../../src/billing/break-even.ts';
import { type InputEffect, sensitivities } from '../../../src/billing/sensitivity.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { targetResult } from '../experiment/target-result.ts';

// 100 calls: 0.0008 USD of duration and 0.0002 USD of requests, 10 USD per million, of which 8 move with the duration.
// 10,000 ms billed: 7,500 waiting, 1,000 CPU.
const lambda = targetResult('lambda', {
  billing: {
    ...{ invocations: 100, billedMs: 10_000, initMs: 0, gbSeconds: 5, source: 'report-lines' },
    ...{ usd: 0.001, durationUsd: 0.0008, requestsUsd: 0.0002, usdPerMillion: 10 },
  },
  utilization: { cpuMs: 1000, cpuQueueMs: 1500, waitingMs: 7500, waitingShareOfBilled: 0.75, cpuShareOfBilled: 0.1 },
});
// 0.036 USD an hour is 0.00001 USD a second: at 2 requests/s 5 USD per million.
const server = targetResult('server', {
  kind: 'node-server',
  serverCost: { description: 't4g.small', usdPerHour: 0.036, requestsPerSecond: 2, usdPerMillion: 5 },
});

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

it('half the memory: 2 + 4 = 6 USD, half as much again: 2 + 12 = 14 USD; the same as the server at 3/8 of it', () => {
  const memory = effect('memory size of the function');
  expect(functionOf(memory)).toEqual(near([6, 14]));
  expect(serverOf(memory)).toEqual(near([5, 5]));
  // 10 / 6 and 10 / 14 requests/s.
  expect(memory.low.breakEvenPerSecond).toBeCloseTo(10 / 6, 9);
  expect(memory.high.breakEvenPerSecond).toBeCloseTo(10 / 14, 9);
  expect(memory.turnsAt).toBeCloseTo(3 / 8, 9);
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
  const withBalancer = {
    ...server,
    serverCost: {
      description: 'x',
      usdPerHour: 0.036,
      requestsPerSecond: 2,
      requestsUsdPerMillion: 1,
      usdPerMillion: 6,
    },
  };
  const [one] = sensitivities({ targets: [lambda, withBalancer] });
  expect(one?.base.serverUsdPerMillion).toBeCloseTo(6, 9);
  // 0.00001 / (9 / 1e6)
  expect(one?.base.breakEvenPerSecond).toBeCloseTo(10 / 9, 9);
  // 1 + 5 / f = 10 at f = 5/9.
  expect(one?.inputs.find(({ input }) => input === 'requests per second')?.turnsAt).toBeCloseTo(5 / 9, 9);
});

it('begins where the break-even of the page is, and is of nothing where one of both is not priced', () => {
  const { result } = makeRun();
  const [crossing] = breakEvens(result);
  expect(sensitivities(result)[0]?.base.breakEvenPerSecond).toBeCloseTo(crossing?.requestsPerSecond ?? 0, 12);
  expect(sensitivities({ targets: [lambda] })).toEqual([]);
});
