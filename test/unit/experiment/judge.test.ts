import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/experiment/judge.ts';
import { answered, medianMs, targetResult } from './target-result.ts';

const codes = (...input: Parameters<typeof judge>) => judge(...input).reasons.map(({ code, target }) => [code, target]);

describe('verdict on a run', () => {
  it('believes a healthy run: a spread of 20 ms beside 1000 ms is a burst', () => {
    const healthy = targetResult('lambda', {
      ...answered(10),
      ...medianMs(1000),
      client: { sendSpread: { bursts: 1 }, sendSpreadMs: 20, eventLoopDelayMs: { p99: 12, max: 30 } },
    });
    expect(judge([healthy], false)).toEqual({ status: 'VALID', reasons: [] });
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

  it('suspects a roll with answers that did not say who gave them', () => {
    const requests = { ...answered(10).requests, unidentified: 3 };
    const { status, reasons } = judge([targetResult('lambda', { requests })], false);
    expect(status).toBe('SUSPECT');
    expect(reasons[0]?.message).toBe('3 of 10 answers of lambda did not say which instance gave them');
  });

  it('invalidates a run of which a target failed, with its own words, whatever else is suspect', () => {
    const failed = targetResult('server', { status: 'failed', error: 'port 80 is in use' });
    const verdict = judge([failed], true);
    expect(verdict.status).toBe('INVALID');
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['interrupted', 'target-failed']);
    expect(verdict.reasons[1]?.message).toBe('port 80 is in use');
  });
});
