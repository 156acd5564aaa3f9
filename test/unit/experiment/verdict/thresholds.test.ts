import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { checkThreshold } from '../../../../src/experiment/verdict/thresholds.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { metricPaths } from '../../../../src/scenario/thresholds/metrics.ts';
import { isCountPerRepeat } from '../../../../src/stats/comparison/repeats.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../target-result.ts';

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

it('the first figure that was measured: a function is billed per use, a server at a stated demand, of which there is none', () => {
  expect(check('lambda.cost.perMillion > 0').value).toBe(named('lambda').billing?.usdPerMillion);
  expect(check('server.cost.perMillion > 0').value).toBe(named('server').serverCost?.usdPerMillion);
  expect(check('lambda.memory.peak > 0 MB').value).toBe(520);
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

describe('with repeats', () => {
  /** Repeats with so many instances each, which have a phase of their own, and an answer per instance. */
  const repeated = (name: string, counts: readonly number[], stated: Partial<TargetResult> = {}): TargetResult => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const phases = counts.map((count, repeat) =>
      phaseResult('burst', { repeat, ...answered(count), ...distinct(count) }),
    );
    return targetResult(name, { ...answered(all), ...distinct(all), ...medianMs(100), phases, ...stated });
  };
  const lambda = repeated('lambda', [7, 8, 7]);
  const server = repeated('server', [1, 1, 1], { kind: 'node-server' });

  it('a server that is started anew 3 times, 3 processes in all, had 1 in each', () => {
    expect(checkThreshold('server.environments.distinct == 1', [server])).toEqual({
      ...{ expression: 'server.environments.distinct == 1', passed: true, value: 1, limit: 1, perRepeat: true },
    });
  });

  it.each([
    ['lambda.environments <= 7', { passed: false, value: 8 }],
    ['lambda.environments < 9', { passed: true, value: 8 }],
    ['lambda.environments >= 8', { passed: false, value: 7 }],
    ['lambda.environments == 7', { passed: false, value: 8 }],
    ['lambda.environments != 8', { passed: false, value: 8 }],
    ['lambda.environments <= 7 * server.environments', { passed: false, value: 8, limit: 7 }],
    ['lambda.environments / lambda.requests.answered == 100 %', { passed: true, value: 1 }],
  ])('%s is judged by the worst of 7, 8 and 7', (expression, expected) => {
    expect(checkThreshold(expression, [lambda, server])).toMatchObject({ ...expected, perRepeat: true });
  });

  it('a percentile, and a count beside one or beside what stays warm, is of all: 22 in 3 repeats', () => {
    const warm = repeated('api', [7, 7, 7], { kind: 'http', ...distinct(7) });
    expect(checkThreshold('lambda.latency.p50 < 1 s', [lambda])).not.toHaveProperty('perRepeat');
    expect(checkThreshold('lambda.environments <= 4 * api.environments', [lambda, warm])).toEqual({
      ...{ expression: 'lambda.environments <= 4 * api.environments', passed: true, value: 22, limit: 28 },
    });
    expect(checkThreshold('lambda.latency.p50 / lambda.environments > 0', [lambda]).value).toBeCloseTo(100 / 22, 9);
  });

  it('a repeat in which one of two was not asked fails: silence is no proof', () => {
    const short = repeated('server', [1, 1], { kind: 'node-server' });
    expect(checkThreshold('lambda.environments <= 9 * server.environments', [lambda, short])).toMatchObject({
      ...{ passed: false, value: 7, perRepeat: true },
    });
  });

  it('an instance that answers in both phases of a repeat is one: 2 and 2 answers of 2 instances are 2, of which 2 are reused', () => {
    const list = ['a', 'b'].map((instanceId) => ({
      ...{ instanceId, invocations: 1, coldStart: true, firstSeenAtMs: 0, lastSeenAtMs: 1, busyMs: 1, peakInFlight: 1 },
    }));
    const environments = { ...distinct(2).environments, list };
    const phases = [0, 1].flatMap((repeat) =>
      ['one', 'two'].map((name) => phaseResult(name, { repeat, ...answered(2), environments })),
    );
    const twice = targetResult('lambda', { ...answered(8), ...distinct(4), phases });
    expect(checkThreshold('lambda.environments == 2', [twice])).toMatchObject({ passed: true, perRepeat: true });
    expect(checkThreshold('lambda.environments.reused == 2', [twice])).toMatchObject({ passed: true, perRepeat: true });
    expect(checkThreshold('lambda.requests.answered == 4', [twice])).toMatchObject({ passed: true, perRepeat: true });
  });
});

it('every count of requests and environments is judged per repeat', () => {
  const counts = metricPaths().filter(
    (path) => /^(requests|environments)\./.test(path) && !/commonFailure|idleStops/.test(path),
  );
  const target = targetResult('lambda');
  expect(counts.filter((path) => !isCountPerRepeat(target, path.split('.')))).toEqual([]);
  expect(counts).toHaveLength(26);
});

it('a price per request of what is paid by the hour needs a rate, which the reason says how to state', () => {
  const checked = checkThreshold('server.cost.perMillion < 5', targets);
  expect(checked).toMatchObject({ passed: false, reason: expect.stringContaining('set `demand.perSecond`') });
  const stated = targets.map((target) =>
    target.serverCost === undefined ? target : { ...target, serverCost: { ...target.serverCost, usdPerMillion: 4 } },
  );
  expect(checkThreshold('server.cost.perMillion < 5', stated)).toMatchObject({ passed: true, value: 4 });
});

it('of instances that are held idle has no price per million without a rate, and the one of the month at a stated one', () => {
  const instanceTime = { usdPerSecond: 0.001, atOnce: 1, callMs: 1000, heldMs: 300_000 };
  const held = targets.map((target) =>
    target.name === 'lambda' && target.billing !== undefined
      ? {
          ...target,
          costs: { fixed: [], usdPerRequest: 0, assumes: [], instanceTime },
          billing: { ...target.billing, usdPerMillion: 1000 },
          months: [1, 0.5].map((perSecond) => ({
            ...{ perSecond, usd: 1, usdLow: 1, usdHigh: 1, usdPerMillion: 7 / perSecond },
          })),
        }
      : target,
  );
  const expression = 'lambda.cost.perMillion < 1001 USD';
  const without = checkThreshold(expression, held);
  expect(without).toMatchObject({ passed: false, reason: expect.stringContaining('held idle') });
  expect(without.value).toBeUndefined();
  expect(checkThreshold(expression, held, 0.5)).toMatchObject({ passed: true, value: 14 });
  expect(checkThreshold(expression, held, 0.25).value).toBeUndefined();
});
