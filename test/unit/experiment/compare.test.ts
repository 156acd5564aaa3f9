import { describe, expect, it } from 'vitest';
import { compareTargets } from '../../../src/experiment/compare.ts';
import { findingOf } from '../../../src/experiment/sentence.ts';
import { answered, distinct, medianMs, targetResult } from './target-result.ts';

const bill = {
  ...{ invocations: 10, initMs: 0, gbSeconds: 5, usd: 0.0001, durationUsd: 0.0001, requestsUsd: 0, usdPerMillion: 10 },
  source: 'report-lines' as const,
};

const lambda = targetResult('lambda', {
  ...answered(10),
  ...distinct(10),
  ...medianMs(1100),
  memory: { peak: { rssMb: 900, pssMb: 600, processes: 10, scans: 5 }, allocatedMb: 5120 },
  utilization: { cpuMs: 400, cpuQueueMs: 600, waitingMs: 9000, cpuShareOfBilled: 0.04 },
  billing: { ...bill, billedMs: 10_000 },
});
const server = targetResult('server', {
  kind: 'node-server',
  ...answered(10),
  ...distinct(1),
  ...medianMs(1000),
  memory: { peak: { rssMb: 100, pssMb: 80, processes: 1, scans: 5 }, allocatedMb: 2048 },
});

describe('comparison with the baseline', () => {
  it('10 environments / 1, 900 / 100 MB resident, 600 / 80 MB proportional, 5120 / 2048 MB allocated, 1100 / 1000 ms', () => {
    expect(compareTargets([lambda, server], 'server')).toEqual({
      baseline: 'server',
      targets: [
        {
          name: 'lambda',
          environmentMultiplier: 10,
          memoryMultiplier: { rss: 9, pss: 7.5, allocated: 2.5 },
          p50Ratio: 1.1,
        },
        { name: 'server', environmentMultiplier: 1, memoryMultiplier: { rss: 1, pss: 1, allocated: 1 }, p50Ratio: 1 },
      ],
    });
  });

  it('is absent without a baseline, and with one that answered nothing', () => {
    expect(compareTargets([lambda, server], undefined)).toBeUndefined();
    expect(compareTargets([lambda, targetResult('server')], 'server')).toBeUndefined();
  });

  it('has no ratio of what was not measured', () => {
    const [unmeasured] = compareTargets([targetResult('other', answered(1)), server], 'server')?.targets ?? [];
    expect(unmeasured).toEqual({ name: 'other', memoryMultiplier: {} });
  });
});

describe('finding in one sentence', () => {
  it('says what was measured of the hungriest target beside the baseline', () => {
    expect(findingOf([lambda, server], compareTargets([lambda, server], 'server'))).toBe(
      'lambda answered 10 requests with 10 execution environments where server needed 1 process: 7.5 times the memory; 90 % of the billed time was waiting.',
    );
  });

  it('says no more than the roll if there is nothing to compare with', () => {
    expect(findingOf([server], undefined)).toBe('server answered 10 requests with 1 process.');
  });

  it('does not call unknown instances none', () => {
    expect(findingOf([targetResult('api', answered(5))], undefined)).toBe(
      'api answered 5 of 5 requests with instances that did not tell who they are.',
    );
  });

  it('does not claim an answer where there was none', () => {
    expect(findingOf([targetResult('lambda')], undefined)).toBe('lambda answered none of 0 requests.');
  });
});
