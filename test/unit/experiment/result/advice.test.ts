import { expect, it } from 'vitest';
import { findingOf } from '../../../../src/experiment/result/sentence.ts';
import type { ServerCost } from '../../../../src/model/measures.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../target-result.ts';

const bill = {
  ...{ invocations: 10, billedMs: 31_000, initMs: 0, gbSeconds: 5, usd: 0.0001, durationUsd: 0.0001, requestsUsd: 0 },
  source: 'report-lines' as const,
};
/** $10 per million, against $0.0072 an hour: 0.0072 / 3600 s is $2e-6 a second, and a request costs $1e-5, so 0.2 requests/s. */
const lambda = (usdPerMillion = 10): TargetResult =>
  targetResult('lambda', {
    ...{ ...answered(10), ...distinct(10), ...medianMs(3100) },
    billing: { ...bill, usdPerMillion },
  });
const server = (stated: Partial<ServerCost> = {}): TargetResult =>
  targetResult('server', {
    ...{ kind: 'node-server', ...answered(10), ...distinct(1), ...medianMs(2100) },
    serverCost: {
      ...{ description: 't4g.nano', usdPerHour: 0.0072, requestsPerSecond: 4, usdPerMillion: 0.5 },
      ...stated,
    },
  });

const comparison = { baseline: 'server', targets: [] };
const first = 'lambda answered 10 requests with 10 execution environments where server needed 1 process.';
const second = (targets: readonly TargetResult[]) => findingOf(targets, comparison).replace(`${first} `, '');

it('above 0.2 requests/s the server costs less: $2e-6 a second, $1e-5 a request', () => {
  expect(findingOf([lambda(), server()], comparison)).toBe(
    `${first} Above 0.2 requests/s, sustained all month, server costs less; in this load its p50 was 2,100 ms against 3,100 ms.`,
  );
});

it('takes what the server charges per request out of the price: $10 less $6 is $4e-6 a request, so 0.5 requests/s', () => {
  expect(second([lambda(), server({ requestsUsdPerMillion: 6 })])).toMatch(/^Above 0\.5 requests\/s/);
});

it('a function that costs no more per request than the server charges for one costs less at any rate', () => {
  expect(second([lambda(6), server({ requestsUsdPerMillion: 6 })])).toBe(
    'At any rate lambda costs less; in this load its p50 was 3,100 ms against 2,100 ms.',
  );
});

it('does not say that one server carries 0.2 requests/s where the run showed 0.1', () => {
  expect(second([lambda(), server({ requestsPerSecond: 0.1 })])).toMatch(
    /^Above 0\.2 requests\/s, sustained all month, server costs less, if one server can carry that;/,
  );
});

it('leaves out what was not measured: the price, the median, both', () => {
  const { serverCost: _, ...unpriced } = server();
  expect(second([lambda(), unpriced])).toBe('In this load the p50 of lambda was 3,100 ms, that of server 2,100 ms.');
  const silent = (target: TargetResult) => ({ ...target, latencyMs: { serviceTime: {}, responseTime: {} } });
  expect(second([silent(lambda()), server()])).toBe('Above 0.2 requests/s, sustained all month, server costs less.');
  expect(findingOf([silent(lambda()), unpriced], comparison)).toBe(first);
});

it('of two loads sets only the medians of the one phase beside each other that both had', () => {
  const phase = (name: string, ms: number) => phaseResult(name, { ...answered(10), ...distinct(1), ...medianMs(ms) });
  const more = { ...lambda(), phases: [phase('burst', 900), phase('ramp', 80)] };
  const same = { ...server(), phases: [phase('burst', 450)] };
  expect(findingOf([more, same], comparison)).toContain(
    'costs less; in phase burst its p50 was 450 ms against 900 ms.',
  );
  const twice = { ...server(), phases: [phase('burst', 450), { ...phase('burst', 500), repeat: 1 }] };
  expect(findingOf([more, twice], comparison)).toMatch(/server costs less\.$/);
});
