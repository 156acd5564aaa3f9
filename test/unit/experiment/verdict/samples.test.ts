import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { checkThreshold } from '../../../../src/experiment/verdict/thresholds.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { LatencyHistogram } from '../../../../src/stats/latency.ts';
import { answered, targetResult } from '../target-result.ts';

/** As the program would measure so many answers of 1 ms, all of them cold starts. */
function measured(name: string, count: number): TargetResult {
  const histogram = new LatencyHistogram();
  for (let n = 0; n < count; n += 1) histogram.add(1);
  const all = histogram.summary();
  const split = all && { all, cold: all };
  return targetResult(name, { ...answered(count), latencyMs: { serviceTime: split ?? {}, responseTime: split ?? {} } });
}

const verdictOn = (target: TargetResult, metric: string) =>
  judge([target], false, { thresholds: [checkThreshold(`${target.name}.${metric} < 3 s`, [target])] });

describe('a threshold on more than the samples can tell', () => {
  it.each([
    ['p50', 2],
    ['p90', 10],
    ['p99', 100],
    ['p999', 1000],
  ])('%s of one sample less than %i is INVALID', (percentile, fewest) => {
    const metric = `latencyMs.responseTime.all.${percentile}`;
    expect(verdictOn(measured('api', fewest), metric)).toMatchObject({ status: 'VALID', reasons: [] });
    const { status, targets, reasons } = verdictOn(measured('api', fewest - 1), metric);
    expect(status).toBe('INVALID');
    // The threshold cannot be checked; the figures of the target hold.
    expect(targets).toEqual([{ name: 'api', status: 'VALID' }]);
    expect(reasons.map(({ code, target }) => [code, target])).toEqual([['too-few-samples', 'api']]);
    expect(reasons[0]?.message).toMatch(new RegExp(`: ${percentile} needs ${fewest === 1000 ? '1,000' : fewest}$`));
  });

  it('says which, and of how many', () => {
    const [reason] = verdictOn(measured('api', 10), 'latencyMs.serviceTime.cold.p99').reasons;
    expect(reason?.message).toBe(
      'the threshold `api.latencyMs.serviceTime.cold.p99 < 3 s` cannot be checked with 10 samples: p99 needs 100',
    );
  });

  it('of no warm answer at all among 200 is one, too', () => {
    const [reason] = verdictOn(measured('api', 200), 'latencyMs.serviceTime.warm.p50').reasons;
    expect(reason?.message).toContain('cannot be checked with 0 samples');
  });

  it('of the send lag goes by the requests: 99 are too few', () => {
    expect(verdictOn(measured('api', 99), 'client.sendLagMs.p99').status).toBe('INVALID');
  });

  it('is no matter where something else is absent, where it failed on a number, or where nothing answered', () => {
    expect(verdictOn(measured('api', 10), 'startupMs').status).toBe('VALID');
    expect(verdictOn(measured('api', 10), 'client.eventLoopDelayMs.p99').status).toBe('VALID');
    const failed = { expression: 'api.latencyMs.serviceTime.all.p50 < 0.1', passed: false, value: 1 };
    expect(judge([measured('api', 10)], false, { thresholds: [failed] }).status).toBe('VALID');
    expect(verdictOn(measured('api', 0), 'latencyMs.serviceTime.all.p99').reasons).toEqual([]);
  });
});

describe('a comparison of medians', () => {
  const verdictOfPair = (lambda: number, server: number) => {
    const targets = [measured('lambda', lambda), measured('server', server)];
    return judge(targets, false, { baseline: 'server' });
  };

  it('of 5 answers is suspect, of 6 is not: 1 - 2^-4 is below 95 %, 1 - 2^-5 above', () => {
    expect(verdictOfPair(6, 6)).toMatchObject({ status: 'VALID', reasons: [] });
    const { status, reasons } = verdictOfPair(5, 6);
    expect(status).toBe('SUSPECT');
    expect(reasons.map(({ code, target }) => [code, target])).toEqual([['too-few-samples', 'lambda']]);
    expect(verdictOfPair(6, 5).reasons[0]?.target).toBe('server');
  });

  it('of one answer has no median, and so no ratio to doubt', () => {
    expect(verdictOfPair(1, 6).reasons).toEqual([]);
  });

  it('needs two targets', () => {
    const alone = measured('server', 3);
    expect(judge([alone], false, { baseline: 'server' }).status).toBe('VALID');
  });
});
