import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import type { PhaseKind } from '../../../../src/model/schema/phase-kind.ts';
import { answered, medianMs, targetResult } from '../target-result.ts';

const codes = (...input: Parameters<typeof judge>) => judge(...input).reasons.map(({ code, target }) => [code, target]);

describe('verdict on a run', () => {
  it('believes a healthy run: a spread of 20 ms beside 1000 ms is a burst', () => {
    const healthy = targetResult('lambda', {
      ...answered(10),
      ...medianMs(1000),
      client: { sendSpread: { bursts: 1 }, sendSpreadMs: 20, eventLoopDelayMs: { p99: 12, max: 30 } },
    });
    expect(judge([healthy], false)).toEqual({
      status: 'VALID',
      targets: [{ name: 'lambda', status: 'VALID' }],
      reasons: [],
    });
  });

  it('suspects a burst that took 101 ms to send beside a median of 1000 ms, and not one of 100 ms', () => {
    const sentIn = (sendSpreadMs: number) =>
      targetResult('lambda', { ...medianMs(1000), client: { sendSpread: { bursts: 1 }, sendSpreadMs } });
    expect(codes([sentIn(101)], false)).toEqual([['wide-burst', 'lambda']]);
    expect(codes([sentIn(100)], false)).toEqual([]);
  });

  it('suspects a generator whose event loop was late by more than a tenth of the median', () => {
    const late = targetResult('s', {
      ...medianMs(100),
      client: { sendSpread: { bursts: 0 }, eventLoopDelayMs: { p99: 10.1, max: 50 } },
    });
    expect(codes([late], false)).toEqual([['late-event-loop', 's']]);
  });

  it('suspects an open load that was sent 1.1 ms late beside a median of 2 ms; not 1 ms, not 1.1 beside 11, not a burst', () => {
    const late = (p99: number, median: number, kind: PhaseKind) =>
      targetResult('api', {
        ...answered(1000),
        ...medianMs(1),
        phases: [
          {
            ...{
              ...targetResult('x'),
              ...medianMs(median),
              name: 'p',
              kind,
              repeat: 0,
              startedAtMs: 0,
              finishedAtMs: 1,
            },
            ...(kind !== 'burst' && { schedule: { asked: 9, sent: 9, sendLagMs: { p99, max: p99 } } }),
          },
        ],
        client: { sendSpread: { bursts: 0 }, sendLagMs: { p99: 50, max: 50 } },
      });
    expect(codes([late(1.1, 2, 'constantRate')], false)).toEqual([['late-sends', 'api']]);
    expect(codes([late(1, 2, 'poisson')], false)).toEqual([]);
    expect(codes([late(1.1, 11, 'trace')], false)).toEqual([]);
    expect(codes([late(1.1, 2, 'burst')], false)).toEqual([]);
  });

  it('suspects counts that lack ids which were too long, and says what to do', () => {
    const requests = { ...answered(10).requests, unidentified: 4, idTooLong: 3 };
    const { status, reasons } = judge([targetResult('api', { requests })], false);
    expect([status, reasons.map(({ code }) => code)]).toEqual(['SUSPECT', ['unidentified', 'instance-id-too-long']]);
    expect(reasons[0]?.message).toContain('1 of 10 answers of api did not identify their instance');
    expect(codes([targetResult('api', { requests: { ...requests, unidentified: 3 } })], false)).toEqual([
      ['instance-id-too-long', 'api'],
    ]);
    expect(reasons[1]?.message).toContain('3 answers of api had an instance id of more than 65,536 bytes');
    expect(reasons[1]?.advice).toContain('UUID');
  });

  it('suspects counts that lack answers which were cut, and says which field keeps them whole', () => {
    const requests = { ...answered(10).requests, unidentified: 6, idTooLong: 3, bodyTooLong: 2 };
    const { reasons } = judge([targetResult('api', { requests })], false);
    expect(reasons.map(({ code }) => code)).toEqual(['unidentified', 'instance-id-too-long', 'body-too-long']);
    expect(reasons[0]?.message).toContain('1 of 10 answers of api did not identify their instance');
    expect(reasons[2]?.message).toContain('2 answers of api had a body of more than `keptBodyBytes`');
    expect(reasons[2]?.advice).toContain('raise `keptBodyBytes`');
  });

  it('says how to expect a 404, not a 500', () => {
    const adviceOn = (status: number) => {
      const failing = targetResult('api', answered(0)).requests;
      const requests = {
        ...{ ...failing, sent: 2, failed: 2, failures: { ...failing.failures, httpError: 2 } },
        commonFailure: { message: `status ${status}`, count: 2 },
      };
      return judge([targetResult('api', { requests })], false).reasons[0]?.advice;
    };
    expect(adviceOn(404)).toContain('`expect: { status: 404 }`');
    expect(adviceOn(500)).not.toContain('expect:');
  });

  it('suspects counts with answers that did not identify their instance', () => {
    const requests = { ...answered(10).requests, unidentified: 3 };
    const { status, reasons } = judge([targetResult('lambda', { requests })], false);
    expect(status).toBe('SUSPECT');
    expect(reasons[0]?.message).toBe('3 of 10 answers of lambda did not identify their instance');
  });

  it('invalidates a run in which nothing was answered, and says what happened instead', () => {
    const requests = { ...targetResult('api').requests, sent: 5, failed: 3, timedOut: 2 };
    const failures = { ...requests.failures, refused: 3 };
    const { status, reasons } = judge([targetResult('api', { requests: { ...requests, failures } })], false);
    expect(status).toBe('INVALID');
    expect(reasons[0]?.message).toBe('none of 5 requests to api were answered: 2 timed out, 3 refused');
  });

  it('suspects latencies of a selection: 2 of 100 reset, but not 1, and not throttles', () => {
    const withReset = (reset: number, throttled: number) => {
      const requests = { ...targetResult('api').requests, sent: 100, answered: 100 - reset - throttled, throttled };
      return targetResult('api', {
        requests: { ...requests, failed: reset, failures: { ...requests.failures, reset } },
      });
    };
    expect(codes([withReset(2, 0)], false)).toEqual([['unanswered', 'api']]);
    expect(codes([withReset(1, 3)], false)).toEqual([]);
  });

  it('suspects a count of those that answered, where the platform had more: 50 alive, 31 answered; not idle ones of a load that was answered', () => {
    const roll = (timedOut: number, peakAliveSource: 'telemetry' | 'responses') =>
      targetResult('lambda', {
        requests: { ...targetResult('lambda').requests, sent: 5000, answered: 5000 - timedOut, timedOut },
        environments: { ...targetResult('lambda').environments, distinct: 31, peakAlive: 50, peakAliveSource },
      });
    expect(codes([roll(19, 'telemetry')], false)).toEqual([['silent-environments', 'lambda']]);
    expect(judge([roll(19, 'telemetry')], false).reasons[0]?.message).toBe(
      '50 environments of lambda were alive at once, but only 31 answered',
    );
    expect(codes([roll(19, 'responses')], false)).toEqual([]);
    expect(codes([roll(0, 'telemetry')], false)).toEqual([]);
  });

  it('suspects a saturated machine: 91% of its CPUs used, 6% stolen, an overflow, a repeated SYN', () => {
    const on = (host: object) => targetResult('lambda', { client: { sendSpread: { bursts: 1 }, host } });
    const busy = { cpuShare: 0.91, stealShare: 0.06, listenOverflows: 1, synRetransmits: 2, retransmits: 2 };
    expect(codes([on(busy)], false).map(([code]) => code)).toEqual([
      'host-saturated',
      'stolen-cpu',
      'accept-queue',
      'syn-retransmits',
    ]);
    const fine = { cpuShare: 0.9, stealShare: 0.05, listenOverflows: 0, synRetransmits: 0, retransmits: 2 };
    expect(codes([on(fine)], false)).toEqual([]);
  });

  it('invalidates a run of which a target failed, with its own words, whatever else is suspect', () => {
    const failed = targetResult('server', { status: 'failed', error: 'port 80 is in use' });
    const verdict = judge([failed], true);
    expect(verdict.status).toBe('INVALID');
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['interrupted', 'target-failed']);
    expect(verdict.reasons[1]?.message).toBe('port 80 is in use');
  });
});
