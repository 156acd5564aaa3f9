import { describe, expect, it } from 'vitest';
import { compareTargets } from '../../../../src/experiment/result/compare.ts';
import { findingOf } from '../../../../src/experiment/result/finding/finding.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../target-result.ts';

const bill = {
  ...{ invocations: 10, initMs: 0, gbSeconds: 5, usd: 0.0001, durationUsd: 0.0001, requestsUsd: 0, usdPerMillion: 10 },
  source: 'report-lines' as const,
};

const lambda = targetResult('lambda', {
  ...answered(10),
  ...distinct(10),
  ...medianMs(1100),
  memory: { peak: { rssMb: 900, pssMb: 600, processes: 10, scans: 5 }, allocatedMb: 5120 },
  utilization: {
    billedMs: 10_000,
    cpuMs: 400,
    cpuQueueMs: 600,
    waitingMs: 9000,
    waitingShareOfBilled: 0.9,
    cpuShareOfBilled: 0.04,
  },
  billing: { ...bill, billedMs: 10_000 },
});
const server = targetResult('server', {
  kind: 'node-server',
  ...answered(10),
  ...distinct(1),
  ...medianMs(1000),
  memory: { peak: { rssMb: 100, pssMb: 80, processes: 1, scans: 5 }, allocatedMb: 2048 },
});

const life = { invocations: 1, coldStart: true, firstSeenAtMs: 0, lastSeenAtMs: 1, busyMs: 1, peakInFlight: 1 };

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

  it('has a projected multiplier beside the measured one: 12 environments where 10 were measured, 1 process there as here', () => {
    const projected = {
      ...{ invocations: 10, billedMs: 1, latencyMs: { mean: 1, max: 1 } },
      ...{ waitingShareOfBilled: 1, cpuShareOfBilled: 0, environments: 12 },
    };
    const [contended, beside] = compareTargets([{ ...lambda, projected }, server], 'server')?.targets ?? [];
    expect(contended).toMatchObject({ environmentMultiplier: 10, projectedEnvironmentMultiplier: 12 });
    expect(beside?.projectedEnvironmentMultiplier).toBeUndefined();
  });

  it('is absent without a baseline, and with one that answered nothing', () => {
    expect(compareTargets([lambda, server], undefined)).toBeUndefined();
    expect(compareTargets([lambda, targetResult('server')], 'server')).toBeUndefined();
  });

  it('has no ratio of cost where instances are held idle, whose bill of a run leaves that out: else $10 / $5', () => {
    const base = targetResult('base', { ...answered(10), billing: { ...bill, billedMs: 10_000, usdPerMillion: 5 } });
    const instanceTime = { usdPerSecond: 0.001, atOnce: 16, callMs: 1000, heldMs: 300_000 };
    const web = { ...lambda, name: 'web', costs: { fixed: [], usdPerRequest: 0, instanceTime, assumes: [] } };
    const [own, held] = compareTargets([lambda, web, base], 'base')?.targets ?? [];
    expect(own?.usdPerMillionRatio).toBe(2);
    expect(held).not.toHaveProperty('usdPerMillionRatio');
  });

  it('has no ratio of what was not measured', () => {
    const [unmeasured] = compareTargets([targetResult('other', answered(1)), server], 'server')?.targets ?? [];
    expect(unmeasured).toEqual({ name: 'other', memoryMultiplier: {} });
  });
});

describe('finding of two targets', () => {
  it('says what was measured of the hungriest target beside the baseline', () => {
    expect(findingOf([lambda, server], compareTargets([lambda, server], 'server'))).toEqual({
      roll: 'lambda answered 10 requests with 10 execution environments where server needed 1 process; lambda used 9× the memory (RSS).',
      waiting:
        '90% of the billed time of lambda was waiting; measured median service time: lambda 1,100 ms, server 1,000 ms.',
    });
  });

  it('counts the burst that both had where one of them had 2 calls more, and says what is of the whole load', () => {
    const two = phaseResult('two-calls', { kind: 'sequential', ...answered(2), ...distinct(1) });
    const burst = (instances: number) => phaseResult('burst', { ...answered(10), ...distinct(instances) });
    const more = { ...lambda, ...answered(12), phases: [two, burst(10)] };
    const same = { ...server, phases: [burst(1)] };
    expect(findingOf([more, same], compareTargets([more, same], 'server'))).toEqual({
      roll: 'In phase burst, lambda answered 10 requests with 10 execution environments where server needed 1 process; over the whole load lambda used 9× the memory (RSS).',
      waiting: '90% of the billed time of lambda was waiting.',
    });
  });

  it('does not say that a target needed 1 process for requests that it did not answer', () => {
    const short = { ...server, requests: { ...server.requests, answered: 8 } };
    expect(findingOf([lambda, short], compareTargets([lambda, short], 'server')).roll).toContain(
      'lambda answered 10 requests with 10 execution environments where server answered 8 with 1 process;',
    );
  });

  it('counts what each of 2 repeats met where both are alike, ten environments and one process, else both together', () => {
    const ids = (repeat: number, size: number) =>
      Array.from({ length: size }, (_, index) => ({ ...life, instanceId: `${repeat}-${index}` }));
    const burst = (repeat: number, size: number) =>
      phaseResult('burst', {
        ...{ repeat, ...answered(10) },
        environments: { ...distinct(size).environments, list: ids(repeat, size) },
      });
    const twice = (target: TargetResult, size: number): TargetResult => ({
      ...target,
      ...answered(20),
      ...distinct(2 * size),
      phases: [burst(0, size), burst(1, size)],
    });
    const both = [twice(lambda, 10), twice(server, 1)];
    expect(findingOf(both, compareTargets(both, 'server')).roll).toContain(
      'In each of 2 repeats, lambda answered 10 requests with 10 execution environments where server needed 1 process;',
    );
    const [first, second] = both;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const unlike = [{ ...first, ...distinct(19), phases: [burst(0, 10), burst(1, 9)] }, second];
    expect(findingOf(unlike, compareTargets(unlike, 'server')).roll).toContain(
      'Over 2 repeats, lambda answered 20 requests with 19 execution environments where server needed 2 processes;',
    );
  });

  it('does not set two loads beside each other that have nothing in common', () => {
    const other = { ...lambda, phases: [phaseResult('ramp', answered(10))] };
    const own = { ...server, phases: [phaseResult('burst', answered(10))] };
    expect(findingOf([other, own], compareTargets([other, own], 'server')).roll).toContain(
      'lambda answered 10 requests with 10 execution environments, and, with another load, server answered 10 requests with 1 process;',
    );
  });

  it('says no more than the roll if there is nothing to compare with', () => {
    expect(findingOf([server], undefined)).toEqual({ roll: 'server answered 10 requests with 1 process.' });
  });

  it('does not call unknown instances none', () => {
    expect(findingOf([targetResult('api', answered(5))], undefined)).toEqual({
      roll: 'api answered 5 of 5 requests with unidentified instances.',
    });
  });

  it('does not claim an answer where there was none', () => {
    expect(findingOf([targetResult('lambda')], undefined)).toEqual({ roll: 'lambda answered none of 0 requests.' });
  });
});
