import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { checkThreshold } from '../../../../src/experiment/verdict/thresholds.ts';
import type { RequestCounts } from '../../../../src/model/measures.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { targetResult } from '../target-result.ts';

type Outcomes = Partial<Pick<RequestCounts, 'throttled' | 'timedOut'> & RequestCounts['failures']>;

/** Of this many requests, all that have no other outcome were answered. */
function target(name: string, sent: number, { throttled = 0, timedOut = 0, ...failed }: Outcomes = {}): TargetResult {
  const none = targetResult(name).requests;
  const failures = { ...none.failures, ...failed };
  const sum = Object.values(failures).reduce((total, count) => total + count, 0);
  const answered = sent - throttled - timedOut - sum;
  return targetResult(name, { requests: { ...none, sent, answered, throttled, timedOut, failed: sum, failures } });
}

const verdictOf = (
  targets: readonly TargetResult[],
  asked: { thresholds?: string[]; maxUnansweredShare?: number; baseline?: string } = {},
) =>
  judge(targets, false, {
    ...asked,
    thresholds: (asked.thresholds ?? []).map((expression) => checkThreshold(expression, targets)),
  });

const statusOf = (outcomes: Outcomes, asked: Parameters<typeof verdictOf>[1] = {}) =>
  verdictOf([target('api', 100, outcomes)], asked).status;

describe('a target that was not answered', () => {
  it('says the first error of its function', () => {
    const functionErrors = ['TypeError: no stock (at handler (/srv/app.mjs:1:9))', 'gone'];
    const { reasons } = verdictOf([{ ...target('api', 3, { httpError: 3 }), functionErrors }]);
    expect(reasons[0]?.message).toBe(
      'none of 3 requests to api were answered: 3 with an unexpected status; the function failed: TypeError: no stock (at handler (/srv/app.mjs:1:9))',
    );
  });

  it('names the server if nothing listened for any request', () => {
    const adviceOf = (outcomes: Outcomes, kind = 'http') =>
      verdictOf([{ ...target('api', 10, outcomes), kind }]).reasons[0]?.advice;
    const start = 'start the server before the run, and check its host and port; see `error`';
    expect(adviceOf({ refused: 10 })).toContain(start);
    expect(adviceOf({ refused: 9, reset: 1 })).not.toContain(start);
    expect(adviceOf({ refused: 9 })).not.toContain(start);
    // One that the run starts has ended: its log says why.
    expect(adviceOf({ refused: 10 }, 'server')).toMatch(/^see api\.log/);
  });

  it('2,421 requests of which 51 were answered, the others status 500: INVALID, and says how to go on', () => {
    const { status, reasons } = verdictOf([target('api', 2421, { httpError: 2370 })]);
    expect(status).toBe('INVALID');
    expect(reasons.map(({ code, status: weight }) => [code, weight])).toEqual([['unanswered', 'INVALID']]);
    expect(reasons[0]?.message).toBe('51 of 2,421 requests to api were answered: 2,370 with an unexpected status');
    expect(reasons[0]?.advice).toContain('add a threshold such as `api.requests.failed < 2371`');
    expect(reasons[0]?.advice).toContain('raise `maxUnansweredShare`');
  });

  it('more than 5 % is INVALID, 5 % is SUSPECT, more than 1 % too; the share can be set', () => {
    expect(statusOf({ reset: 6 })).toBe('INVALID');
    expect(statusOf({ reset: 5 })).toBe('SUSPECT');
    expect(statusOf({ reset: 1 })).toBe('VALID');
    expect(statusOf({ reset: 6 }, { maxUnansweredShare: 0.06 })).toBe('SUSPECT');
    expect(statusOf({ reset: 5 }, { maxUnansweredShare: 0.04 })).toBe('INVALID');
    expect(statusOf({ reset: 99 }, { maxUnansweredShare: 1 })).toBe('SUSPECT');
  });

  it('all outcomes count together, throttles too; interrupted requests do not', () => {
    expect(statusOf({ throttled: 2, timedOut: 2, reset: 1, httpError: 1 })).toBe('INVALID');
    expect(statusOf({ throttled: 6 })).toBe('INVALID');
    expect(statusOf({ throttled: 5 })).toBe('VALID');
    expect(statusOf({ interrupted: 50 })).toBe('SUSPECT');
  });

  it('outcomes that a threshold asks about are judged by it alone', () => {
    expect(statusOf({ throttled: 60 }, { thresholds: ['api.requests.throttled < 70'] })).toBe('VALID');
    expect(statusOf({ httpError: 60 }, { thresholds: ['api.requests.failures.httpError < 70'] })).toBe('SUSPECT');
    expect(statusOf({ httpError: 60 }, { thresholds: ['api.requests.failed / api.requests.sent < 70%'] })).toBe(
      'SUSPECT',
    );
    // It passes, and says nothing about resets.
    expect(statusOf({ throttled: 10, reset: 6 }, { thresholds: ['api.requests.throttled < 70'] })).toBe('INVALID');
    expect(statusOf({ httpError: 60 }, { thresholds: ['api.requests.answered == 40'] })).toBe('INVALID');
  });

  it('not by a threshold on another target', () => {
    const targets = [target('one', 100, { reset: 6 }), target('two', 100), target('three', 100)];
    expect(verdictOf(targets, { thresholds: ['two.requests.failed == 0'] }).targets).toEqual([
      { name: 'one', status: 'INVALID' },
      { name: 'two', status: 'VALID' },
      { name: 'three', status: 'VALID' },
    ]);
  });
});

describe('a run of several targets', () => {
  const dead = (name: string) => target(name, 100, { httpError: 95 });
  const fine = (name: string) => target(name, 100);

  it('stands without one of three, and is SUSPECT', () => {
    expect(verdictOf([fine('a'), dead('b'), fine('c')], { baseline: 'a' }).status).toBe('SUSPECT');
  });

  it('stands without its baseline, and with one of two left; not with none', () => {
    expect(verdictOf([fine('a'), dead('b'), fine('c')], { baseline: 'b' }).status).toBe('SUSPECT');
    expect(verdictOf([fine('a'), dead('b')], { baseline: 'a' })).toMatchObject({
      status: 'SUSPECT',
      targets: [
        { name: 'a', status: 'VALID' },
        { name: 'b', status: 'INVALID' },
      ],
    });
    expect(verdictOf([dead('a'), dead('b')]).status).toBe('INVALID');
  });

  it('is INVALID if a threshold cannot be checked, though each target stands: p99 of 10 samples', () => {
    const measured = (name: string) => ({
      ...fine(name),
      latencyMs: { serviceTime: { all: { count: 10, min: 1, mean: 1, p50: 1, p90: 1, max: 1 } }, responseTime: {} },
    });
    const { status, targets } = verdictOf([measured('a'), measured('b')], { thresholds: ['a.latency.p99 < 1 s'] });
    expect([status, targets.map((one) => one.status)]).toEqual(['INVALID', ['VALID', 'VALID']]);
  });

  it('a doubt about the whole run is one about each target', () => {
    const { targets } = judge([fine('a'), dead('b')], true);
    expect(targets).toEqual([
      { name: 'a', status: 'SUSPECT' },
      { name: 'b', status: 'INVALID' },
    ]);
  });
});
