import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import type { ClientHealth } from '../../../../src/model/schema/client/client-health.ts';
import { answered, medianMs, targetResult } from '../target-result.ts';

const reasons = (median: number, client: Partial<ClientHealth>) => {
  const target = targetResult('api', {
    ...answered(10),
    ...medianMs(median),
    client: { sendSpread: { bursts: 0 }, ...client },
  });
  return judge([target], false).reasons;
};
const codes = (...input: Parameters<typeof reasons>) => reasons(...input).map(({ code }) => code);

describe('an event loop that was late', () => {
  const late = (p99: number) => ({ eventLoopDelayMs: { p99, max: 99 } });

  it('by 10.1 ms beside a median of 100 ms, not by 10', () => {
    expect(codes(100, late(10.1))).toEqual(['late-event-loop']);
    expect(codes(100, late(10))).toEqual([]);
  });

  it('by 1.1 ms beside a median of 0.5 ms, not by 1: every event loop is as late as that', () => {
    expect(codes(0.5, late(1.1))).toEqual(['late-event-loop']);
    expect(codes(0.5, late(1))).toEqual([]);
  });
});

describe('garbage collection', () => {
  const paused = (maxMs: number) => ({ gc: { count: 7, totalMs: 40, maxMs } });

  it('of 10.1 ms at once beside a median of 5 ms is suspect, of 10 ms is not', () => {
    expect(codes(5, paused(10.1))).toEqual(['gc-pauses']);
    expect(codes(5, paused(10))).toEqual([]);
  });

  it('of 20.1 ms beside a median of 200 ms is suspect, of 20 ms is not', () => {
    expect(codes(200, paused(20))).toEqual([]);
    expect(reasons(200, paused(20.1))[0]?.message).toBe(
      'during the load of api, garbage collection paused the generator for up to 20.1 ms (7 pauses, 40.0 ms in total); the median latency is 200 ms',
    );
  });
});
