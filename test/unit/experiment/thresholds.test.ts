import { expect, it } from 'vitest';
import { judge } from '../../../src/experiment/judge.ts';
import { checkThreshold } from '../../../src/experiment/thresholds.ts';
import type { TargetResult } from '../../../src/model/run-result.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

const { targets } = makeRun().result;
const named = (name: string): TargetResult => {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  return target;
};
const check = (expression: string) => checkThreshold(expression, targets);

it('a limit that is a figure of another target: 10 environments against 5 times 1', () => {
  expect(check('lambda.environments <= 5 * server.environments')).toEqual({
    expression: 'lambda.environments <= 5 * server.environments',
    passed: false,
    value: 10,
    limit: 5,
  });
});

it('a ratio: 10 environments over 1 are 10', () => {
  expect(check('lambda.environments / server.environments == 10')).toMatchObject({
    passed: true,
    value: 10,
    limit: 10,
  });
});

it('a share: all 12 of 12 answered is 100 %', () => {
  const expression = 'lambda.requests.answered / lambda.requests.sent >= 99.5 %';
  expect(check(expression)).toMatchObject({ passed: true, value: 1, limit: 0.995 });
});

it('the first figure that was measured: a function is billed per use, a server at this load', () => {
  expect(check('lambda.cost.perMillion > 0').value).toBe(named('lambda').billing?.usdPerMillion);
  expect(check('server.cost.perMillion > 0').value).toBe(named('server').serverCost?.usdPerMillion);
  expect(check('lambda.memory.peak > 0 MB').value).toBe(380);
});

it.each([
  ['server.billing.usd < 1', { limit: 1 }],
  ['lambda.environments < 2 * server.billing.invocations', { value: 10 }],
  ['lambda.environments / server.requests.throttled < 5', { limit: 5 }],
  ['lambda.latency.p99 < 2 * server.latency.p99', {}],
])('fails %s: a side was not measured, or cannot be divided', (expression, sides) => {
  expect(check(expression)).toEqual({ expression, passed: false, ...sides });
});

it('a percentile on the right that has too few samples makes the run INVALID, too', () => {
  const thresholds = [check('lambda.latency.max < 2 * server.latency.p99')];
  const { status, reasons } = judge(targets, false, { thresholds });
  expect(status).toBe('INVALID');
  expect(reasons.find(({ code }) => code === 'too-few-samples')).toMatchObject({ target: 'server' });
});

it('of a target that never ran nothing was measured: it fails without a value, also where 0 would pass', () => {
  const never = targets.map((target) => ({ ...target, status: 'not-started' as const }));
  const expression = 'lambda.requests.failed == 0';
  expect(checkThreshold(expression, never)).toEqual({ expression, passed: false, limit: 0 });
});
