import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { checkThreshold } from '../../../../src/experiment/verdict/thresholds.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { MeasuresAccumulator } from '../../../../src/stats/measures.ts';
import { sampleOf } from '../../stats/sample-of.ts';
import { targetResult } from '../target-result.ts';

/** Answers of 1, 2, 3 ... ms, every tenth of them cold, and timeouts. */
function measured(answers: number, timeouts: number): TargetResult {
  const measures = new MeasuresAccumulator();
  for (let n = 1; n <= answers; n += 1)
    measures.add(sampleOf({ sentAtMs: 0, completedAtMs: n, identity: { instanceId: 'a', coldStart: n % 10 === 0 } }));
  for (let n = 0; n < timeouts; n += 1)
    measures.add(sampleOf({ sentAtMs: 0, completedAtMs: 3000, outcome: { kind: 'timed-out', afterMs: 3000 } }));
  return targetResult('api', measures.finish());
}

const check = (target: TargetResult, figure: string) => checkThreshold(`api.${figure} < 10 s`, [target]);

describe('a threshold on what lies above the answers', () => {
  const timedOut = measured(1190, 10);
  const why = 'is above the answered share: 1,190 of 1,200 requests to api were answered: 10 timed out';

  it('1,200 requests with 10 timeouts: p99 is there and passes, p99.9 is absent and fails with that reason', () => {
    expect(check(timedOut, 'latency.p99')).toMatchObject({ passed: true, value: expect.closeTo(1188, -1) });
    expect(check(timedOut, 'latency.p999')).toEqual({
      expression: 'api.latency.p999 < 10 s',
      passed: false,
      limit: 10_000,
      reason: `p999 ${why}`,
    });
  });

  it('is a failed threshold, not a run that decides nothing', () => {
    expect(judge([timedOut], false, { thresholds: [check(timedOut, 'latency.p999')] }).reasons).toEqual([]);
  });

  it('the maximum of the answers is none of all requests; of a run without timeouts it is', () => {
    expect(check(timedOut, 'latency.max')).toMatchObject({ passed: false, reason: `max ${why}` });
    expect(check(timedOut, 'latencyMs.responseTime.cold.max')).toMatchObject({ passed: false });
    expect(check(measured(1190, 0), 'latency.max')).toMatchObject({ passed: true, value: 1190 });
  });

  it('119 cold answers are 120 of the requests: p99 is the 119th of them, and there', () => {
    expect(check(timedOut, 'latency.cold.p99')).toMatchObject({ passed: true, value: expect.closeTo(1190, -1) });
  });

  it('also on the right side, and a mean is of the answers', () => {
    const both = checkThreshold('api.latency.p50 < api.latency.p999', [timedOut]);
    expect(both).toMatchObject({ passed: false, reason: `p999 ${why}` });
    expect(check(timedOut, 'latency.mean')).toMatchObject({ passed: true, value: 595.5 });
  });
});
