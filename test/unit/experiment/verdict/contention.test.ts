import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import { checkThreshold } from '../../../../src/experiment/verdict/thresholds.ts';
import type { Billing, Utilization } from '../../../../src/model/measures.ts';
import type { PhaseResult, TargetResult } from '../../../../src/model/run-result.ts';
import type { PhaseKind } from '../../../../src/model/schema/phase-kind.ts';
import type { Projected } from '../../../../src/model/schema/projected.ts';
import { answered, distinct, phaseResult, targetResult } from '../target-result.ts';

const reasonsOf = (target: TargetResult) => judge([target], false).reasons;
const codes = (target: TargetResult) => reasonsOf(target).map(({ code }) => code);

/** Of 10,000 ms billed. */
const queued = (cpuQueueMs: number): { utilization: Utilization } => ({
  utilization: {
    ...{ billedMs: 10_000, cpuMs: 100, cpuQueueMs, waitingMs: 9900 - cpuQueueMs },
    ...{ waitingShareOfBilled: 0.99 - cpuQueueMs / 10_000, cpuShareOfBilled: 0.01 },
  },
});

const billed = (billedMs: number, gbSeconds: number): { billing: Billing } => ({
  billing: {
    ...{ invocations: 10, billedMs, initMs: 0, gbSeconds, usd: 1, durationUsd: 1, requestsUsd: 0 },
    ...{ usdPerMillion: 1, source: 'report-lines' },
  },
});

const projected = (environments: number): { projected: Projected } => ({
  projected: {
    ...{ invocations: 10, billedMs: 1, latencyMs: { mean: 1, max: 1 } },
    ...{ waitingShareOfBilled: 1, cpuShareOfBilled: 0, environments, coldStarts: environments },
  },
});

describe('a machine that is short of CPU', () => {
  it('queueing for more than a quarter of billed time is suspect: 2501 of 10,000 ms, not 2500', () => {
    expect(codes(targetResult('lambda', queued(2501)))).toEqual(['cpu-contention']);
    expect(codes(targetResult('lambda', queued(2500)))).toEqual([]);
  });

  it('both sides of the division are of the calls whose CPU is known: 2501 of their 10,000 ms, of 40,000 ms billed in all', () => {
    const [reason] = reasonsOf(targetResult('lambda', { ...queued(2501), ...billed(40_000, 20) }));
    expect(reason?.message).toBe("environments of lambda waited for this machine's CPUs for 25% of their time");
  });

  it('waiting before the start counts on both sides: 1001 + 2000 of 10,000 + 2000 ms, not 1000 + 2000', () => {
    const delayed = (cpuQueueMs: number) => ({
      utilization: { ...queued(cpuQueueMs).utilization, startDelayMs: 2000 },
    });
    expect(codes(targetResult('lambda', delayed(1001)))).toEqual(['cpu-contention']);
    expect(codes(targetResult('lambda', delayed(1000)))).toEqual([]);
  });

  const adviceOf = (kind: PhaseKind, stated: Partial<TargetResult> = {}, phase: Partial<PhaseResult> = {}) =>
    reasonsOf(
      targetResult('lambda', {
        ...answered(10),
        ...queued(9000),
        phases: [phaseResult('p', { kind, ...phase })],
        ...stated,
      }),
    ).find(({ code }) => code === 'cpu-contention')?.advice;

  it('counts hold in a burst that was answered, and only there', () => {
    const holds = 'counts and memory hold';
    expect(adviceOf('burst')).toContain(holds);
    expect(adviceOf('sequential')).toContain(holds);
    for (const kind of ['constantRate', 'rampingRate', 'poisson', 'trace', 'closed'] as const)
      expect(adviceOf(kind)).not.toContain(holds);
    expect(adviceOf('constantRate')).toContain('measured counts and memory depend on this machine, too');
    const { requests } = targetResult('x');
    expect(adviceOf('burst', { requests: { ...requests, sent: 10, answered: 9, timedOut: 1 } })).not.toContain(holds);
    const environments = { ...targetResult('x').environments, failedInits: { timedOut: 1, failed: 0 } };
    expect(adviceOf('burst', { environments })).not.toContain(holds);
    const noneFailed = { ...environments, failedInits: { timedOut: 0, failed: 0 } };
    expect(adviceOf('burst', { environments: noneFailed })).toContain(holds);
    expect(adviceOf('burst', {}, { ...distinct(10), ...projected(7) })).not.toContain(holds);
    expect(adviceOf('burst', {}, { ...distinct(10), ...projected(10) })).toContain(holds);
  });

  it('leads to projected figures where there are any', () => {
    expect(adviceOf('burst', { ...queued(4000), ...projected(10) })).toContain('quote projected figures');
    expect(adviceOf('burst')).not.toContain('projected');
  });

  const hiding = (hiddenWaitShare: number) => ({ demands: { cpuSpeed: 1, hiddenWaitShare } });

  it('waiting that queueing may have hidden makes projected figures suspect, too: 3.1 % of the needs, not 3 %', () => {
    const at = (share: number) => targetResult('lambda', { ...queued(9000), ...projected(10), ...hiding(share) });
    expect(codes(at(0.031))).toEqual(['cpu-contention', 'projection-contended']);
    expect(codes(at(0.03))).toEqual(['cpu-contention']);
    const [contention, projection] = reasonsOf(at(0.12));
    expect(contention?.advice).not.toContain('projected');
    expect(projection?.message).toBe(
      "projected figures of lambda may be up to 12% too low: its calls queued for this machine's CPUs while they waited",
    );
  });

  it('does not matter where projected figures are those of the probe, or absent', () => {
    expect(codes(targetResult('lambda', { ...queued(9000), ...hiding(0.5) }))).toEqual(['cpu-contention']);
    const probed = { projected: { ...projected(10).projected, fromProbe: true as const } };
    expect(codes(targetResult('lambda', { ...queued(9000), ...hiding(0.5), ...probed }))).toEqual(['cpu-contention']);
  });
});

describe('calls of which not all is known', () => {
  const needing = (count: number) => ({ cpuSpeed: 1, call: { cpuMs: { count, mean: 1 } } });

  it('computed on several threads: suspect if these may overlap for more than 3 % of their time', () => {
    const demands = { ...needing(10), severalThreads: { calls: 3, cpuMsPerCall: 40 } };
    const at = (threadsOverlapShare: number) =>
      reasonsOf(targetResult('lambda', { demands, projected: { ...projected(1).projected, threadsOverlapShare } }));
    expect(at(0.2)).toMatchObject([
      {
        code: 'several-threads',
        message:
          '3 of 10 calls of lambda computed on several threads: projected figures may be up to 20% too high, as threads may overlap',
      },
    ]);
    expect(at(0.03)).toEqual([]);
  });

  it('are left out: suspect above 1 %, 2 of 100, not 1 of 100', () => {
    const at = (timedOut: number, repeatedInit: number, count: number) =>
      reasonsOf(
        targetResult('lambda', { demands: { ...needing(count), leftOut: { timedOut, repeatedInit, ended: 0 } } }),
      );
    expect(at(1, 1, 98)).toMatchObject([
      {
        code: 'calls-left-out',
        message:
          'projected figures of lambda leave out 2 of 100 calls: 1 timed out after queueing, 1 repeated a failed init',
      },
    ]);
    expect(at(1, 0, 99)).toEqual([]);
  });
});

describe('measured counts of an open load on such a machine', () => {
  const load = (here: number, needed: number, kind: PhaseKind = 'constantRate', cpuQueueMs = 9000) =>
    targetResult('api', {
      ...answered(300),
      ...queued(cpuQueueMs),
      ...distinct(here),
      phases: [phaseResult('steady', { kind, ...distinct(here), ...projected(needed) })],
    });

  it('249 environments where 10 are needed are INVALID, the target is SUSPECT: its projected figures stand', () => {
    const { status, targets, reasons } = judge([load(249, 10)], false);
    expect([status, targets]).toEqual(['SUSPECT', [{ name: 'api', status: 'SUSPECT' }]]);
    const reason = reasons.find(({ code }) => code === 'contended-counts');
    expect(reason).toMatchObject({ status: 'INVALID', about: 'counts' });
    expect(reason?.message).toBe(
      'measured counts of api are INVALID: in phase steady it had 249 environments here, where its arrivals and demands need 10',
    );
  });

  it('20 % more or less is none, nor is one environment; 13 and 7 of 10 are', () => {
    const isInvalid = (...given: Parameters<typeof load>) => codes(load(...given)).includes('contended-counts');
    expect([12, 8].map((here) => isInvalid(here, 10))).toEqual([false, false]);
    expect([13, 7].map((here) => isInvalid(here, 10))).toEqual([true, true]);
    expect([isInvalid(2, 1), isInvalid(3, 1)]).toEqual([false, true]);
  });

  it('not in a burst, and not on a machine with enough CPU', () => {
    expect(codes(load(249, 10, 'burst'))).not.toContain('contended-counts');
    expect(codes(load(249, 10, 'poisson', 2500))).not.toContain('contended-counts');
  });

  it('a threshold on them fails, with the projected metric to use instead', () => {
    const check = (figure: string, target: TargetResult) => checkThreshold(`api.${figure} <= 300`, [target]);
    expect(check('environments', load(249, 10))).toMatchObject({
      passed: false,
      reason:
        'measured counts are INVALID (phase steady: 249 environments here, 10 projected): use `api.projected.environments`',
    });
    expect(check('environments.peakAlive', load(249, 10)).reason).toContain('`api.projected.peakAlive`');
    expect(check('requests.answered', load(249, 10))).toMatchObject({ passed: true, value: 300 });
    expect(check('environments', load(11, 10))).toMatchObject({ passed: true, value: 11 });
  });
});

describe('what a call pays twice, and what it does not pay here', () => {
  it('inits that timed out are a reason of their own, beside those that failed', () => {
    const environments = { ...targetResult('x').environments, failedInits: { timedOut: 3, failed: 1 } };
    const reasons = reasonsOf(targetResult('lambda', { ...answered(10), environments }));
    expect(reasons.map(({ code, message }) => [code, message])).toEqual([
      ['init-timeouts', '3 initializations at lambda timed out'],
      ['failed-inits', '1 initialization at lambda failed'],
    ]);
    const onlyTimedOut = { ...environments, failedInits: { timedOut: 3, failed: 0 } };
    expect(codes(targetResult('lambda', { ...answered(10), environments: onlyTimedOut }))).toEqual(['init-timeouts']);
  });

  it('128 MB without a control group is suspect: 0.07 vCPU that nobody enforced; 1,769 MB is one vCPU, which one thread cannot exceed', () => {
    const at = (memoryMb: number, cpu: 'none' | 'cgroup-v2') =>
      targetResult('lambda', {
        ...billed(10_000, (10 * memoryMb) / 1024),
        enforced: {
          cpu,
          memory: 'watched',
          why: ['the CPU share is not enforced: no permission', 'the memory size is watched'],
        },
      });
    const [reason] = reasonsOf(at(128, 'none'));
    expect(reason?.code).toBe('cpu-share-not-enforced');
    expect(reason?.message).toContain('the CPU share of lambda (128 MB: 0.07 vCPU) was not enforced');
    expect(reason?.advice).toContain('(the CPU share is not enforced: no permission)');
    expect(codes(at(1769, 'none'))).toEqual([]);
    expect(codes(at(128, 'cgroup-v2'))).toEqual([]);
  });

  it('a server that nothing held to its half vCPU is suspect; one whose machine has no more CPUs is not', () => {
    const because = (why: string) =>
      targetResult('server', { ...answered(10), enforced: { cpu: 'none', memory: 'watched', why: [why] } });
    const [reason, ...others] = reasonsOf(because('the vCPUs of the server are not enforced: no permission'));
    expect([reason?.code, others]).toEqual(['server-size-not-enforced', []]);
    expect(reason?.advice).toContain('(the vCPUs of the server are not enforced: no permission)');
    expect(codes(because('its CPUs are not limited: the server has 2 vCPUs, and this machine 2 CPUs'))).toEqual([]);
  });
});
