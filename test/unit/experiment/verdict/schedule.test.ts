import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import type { PhaseResult, TargetResult } from '../../../../src/model/run-result.ts';
import type { PhaseKind } from '../../../../src/model/schema/phase-kind.ts';
import { answered, medianMs, phaseResult, targetResult } from '../target-result.ts';

const reasons = (target: TargetResult) => judge([target], false).reasons;
const codes = (target: TargetResult) => reasons(target).map(({ code }) => code);

describe('a rate that was not achieved', () => {
  const at = (...schedules: NonNullable<PhaseResult['schedule']>[]) =>
    targetResult('api', {
      ...answered(1000),
      phases: schedules.map((schedule, index) => phaseResult(`phase-${index}`, { kind: 'constantRate', schedule })),
    });
  const late = (achievedPerSecond: number, overrunMs: number) => ({
    ...{ asked: 1000, sent: 1000, askedPerSecond: 1000, achievedPerSecond, overrunMs },
  });

  it('949 of 1000/s is suspect, 950 is not', () => {
    expect(codes(at(late(949, 54)))).toEqual(['rate-not-achieved']);
    expect(codes(at(late(950, 53)))).toEqual([]);
  });

  it('a short phase that ended 50 ms late is not named, one of 51 ms is, and so is one with a request held back', () => {
    expect(codes(at(late(800, 50)))).toEqual([]);
    expect(codes(at(late(800, 51)))).toEqual(['rate-not-achieved']);
    expect(codes(at({ ...late(800, 0), sent: 999 }))).toEqual(['rate-not-achieved']);
  });

  it('half the rate is suspect, less is another load: INVALID', () => {
    expect(judge([at(late(500, 1000))], false).status).toBe('SUSPECT');
    expect(judge([at(late(499, 1004))], false).status).toBe('INVALID');
  });

  it('says it of the phase that missed its rate by most, with its numbers', () => {
    const impossible = { asked: 100_000, sent: 5012, askedPerSecond: 100_000, achievedPerSecond: 4950.4, overrunMs: 0 };
    const [reason, ...others] = reasons(at(late(900, 111), impossible));
    expect(others).toEqual([]);
    expect(reason?.message).toBe(
      'phase phase-1 reached 4,950/s of the requested 100,000/s to api: 5,012 of 100,000 requests were sent',
    );
    expect(reason?.advice).toContain('the others found no connection');
  });

  it('names maxInFlight only where it held requests back', () => {
    const schedule = { asked: 100, sent: 40, askedPerSecond: 100, achievedPerSecond: 40, overrunMs: 0 };
    const requests = { ...phaseResult('p').requests, sent: 40, answered: 40, notSent: 60 };
    const heldBack = targetResult('api', { ...answered(40), phases: [phaseResult('p', { schedule, requests })] });
    expect(reasons(heldBack)[0]?.advice).toContain('raise `maxInFlight`, which held back 60 requests');
  });

  it('is not known of a phase without a rate', () => {
    expect(codes(at({ asked: 1, sent: 1, overrunMs: 900 }, { asked: 9, sent: 0, askedPerSecond: 10 }))).toEqual([]);
  });
});

const openKinds = ['constantRate', 'rampingRate', 'poisson', 'trace'];
const late = (sendLagMs: { p99?: number; max: number }) => ({ schedule: { asked: 9, sent: 9, sendLagMs } });

describe('a busy event loop', () => {
  const busy = (utilization: number, p99: number, ...kinds: PhaseKind[]) =>
    targetResult('api', {
      ...answered(1000),
      ...medianMs(1000),
      phases: kinds.map((kind) => phaseResult(kind, { kind, ...(openKinds.includes(kind) && late({ p99, max: 9 })) })),
      client: { sendSpread: { bursts: 0 }, eventLoopUtilization: utilization },
    });

  it('91 % busy and 1.1 ms late is suspect; 90 % or 1 ms is not', () => {
    expect(codes(busy(0.91, 1.1, 'poisson'))).toEqual(['busy-event-loop']);
    expect(codes(busy(0.9, 1.1, 'poisson'))).toEqual([]);
    expect(codes(busy(0.91, 1, 'poisson'))).toEqual([]);
  });

  it('is by design in a burst and in a closed load, also beside an open one, but not in a pause or one after another', () => {
    expect(codes(busy(1, 5, 'burst'))).toEqual([]);
    expect(codes(busy(1, 5, 'constantRate', 'closed'))).toEqual([]);
    expect(codes(busy(1, 5, 'sequential', 'pause', 'trace'))).toEqual(['busy-event-loop']);
  });

  it('of fewer than 100 sends the maximum counts', () => {
    const few = (max: number) => ({
      ...busy(0.95, 0),
      phases: [phaseResult('p', { kind: 'poisson', ...late({ max }) })],
    });
    expect(codes(few(2))).toEqual(['busy-event-loop']);
    expect(codes(few(1))).toEqual([]);
  });
});
