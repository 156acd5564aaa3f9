import { expect, it } from 'vitest';
import { useOf } from '../../../../src/library/ab/run-use.ts';
import type { RequestCounts } from '../../../../src/model/measures.ts';
import type { RunResult, TargetResult, Verdict } from '../../../../src/model/run-result.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { phaseResult, targetResult } from '../../experiment/target-result.ts';

const { result } = makeRun();
const none = targetResult('api').requests;
type Code = Verdict['reasons'][number]['code'];

const invalidRun = (codes: readonly Code[], stated: Partial<TargetResult>, about?: 'threshold'): RunResult => ({
  ...result,
  targets: [targetResult('api', stated)],
  verdict: {
    status: 'INVALID',
    targets: [{ name: 'api', status: 'INVALID' }],
    reasons: codes.map((code) => ({
      ...{ code, status: 'INVALID', target: 'api', message: code, advice: 'none' },
      ...(code === 'too-few-samples' && { about: about ?? 'threshold' }),
    })),
  },
});
const requests = (stated: Partial<RequestCounts>): Partial<TargetResult> => ({
  requests: { ...none, sent: 10, answered: 0, ...stated },
});
const failures = (failed: number, unreachable: number): Partial<TargetResult> =>
  requests({ failed, failures: { ...none.failures, httpError: failed - unreachable, unreachable } });
/** 100 requests were due, 40 were sent. */
const missedRate = (notSent: number): Partial<TargetResult> => {
  const schedule = { asked: 100, sent: 40, askedPerSecond: 100, achievedPerSecond: 40 };
  return { phases: [phaseResult('steady', { kind: 'constantRate', schedule, requests: { ...none, notSent } })] };
};

it.each([
  ['10 errors', ['nothing-answered'], failures(10, 0), 'failing'],
  ['timeouts', ['unanswered'], requests({ answered: 5, timedOut: 5 }), 'failing'],
  ['throttles', ['unanswered'], requests({ answered: 5, throttled: 5 }), 'failing'],
  ['6 errors, and 4 for which this machine had no port', ['nothing-answered'], failures(10, 4), 'failing'],
  ['5 errors, and 5 for which it had none', ['nothing-answered'], failures(10, 5), 'nothing'],
  ['60 of 100 held back, as the target had not answered', ['rate-not-achieved'], missedRate(60), 'failing'],
  ['60 of 100 unsent, of which it held back 59', ['rate-not-achieved'], missedRate(59), 'nothing'],
  ['nothing sent', ['nothing-sent'], {}, 'nothing'],
  ['errors, so that a threshold has too few samples', ['too-few-samples', 'unanswered'], failures(5, 0), 'failing'],
  ['too few samples alone', ['too-few-samples'], {}, 'nothing'],
  [
    'errors, and a generator that missed the rate',
    ['unanswered', 'rate-not-achieved'],
    { ...failures(5, 0), ...missedRate(0) },
    'nothing',
  ],
] as const)('%s: %j', (_, codes, stated, kind) => {
  expect(useOf(invalidRun(codes, stated)).kind).toBe(kind);
});

it('gives the reason that decides', () => {
  expect(useOf(invalidRun(['unanswered', 'rate-not-achieved'], { ...failures(5, 0), ...missedRate(0) }))).toEqual({
    ...{ kind: 'nothing', why: 'is INVALID: rate-not-achieved' },
  });
  expect(useOf(invalidRun(['too-few-samples', 'unanswered'], failures(5, 0)))).toMatchObject({
    why: 'is INVALID: unanswered',
  });
  expect(useOf(result)).toEqual({ kind: 'figures' });
});
