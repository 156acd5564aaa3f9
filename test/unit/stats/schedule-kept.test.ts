import { describe, expect, it } from 'vitest';
import { ScheduleKept } from '../../../src/stats/schedule-kept.ts';

const keep = (...requests: (readonly [intendedAtMs: number, sentAtMs?: number])[]) => {
  const kept = new ScheduleKept();
  for (const [intendedAtMs, sentAtMs] of requests)
    kept.add({ intendedAtMs, ...(sentAtMs !== undefined && { sentAtMs }) });
  const { sendLagMs: _, ...told } = kept.finish();
  return told;
};

describe('how a schedule was kept', () => {
  it('5 requests every 100 ms, each sent when due: 4 gaps in 400 ms are 10/s, asked and achieved', () => {
    const requests = [0, 100, 200, 300, 400].map((at) => [1000 + at, 1000 + at] as const);
    expect(keep(...requests)).toEqual({ asked: 5, sent: 5, askedPerSecond: 10, achievedPerSecond: 10, overrunMs: 0 });
  });

  it('the last sent 100 ms late: 4 gaps in 500 ms are 8/s; in whatever order they come', () => {
    const late = { asked: 5, sent: 5, askedPerSecond: 10, achievedPerSecond: 8, overrunMs: 100 };
    expect(keep([0, 0], [100, 100], [200, 200], [300, 300], [400, 500])).toEqual(late);
    expect(keep([400, 500], [200, 200], [0, 0], [300, 300], [100, 100])).toEqual(late);
  });

  it('3 of 5 held back: 1 gap in the 400 ms of the schedule is 2.5/s, not 10/s', () => {
    expect(keep([0, 0], [100, 100], [200], [300], [400])).toEqual({
      ...{ asked: 5, sent: 2, askedPerSecond: 10, achievedPerSecond: 2.5, overrunMs: 0 },
    });
  });

  it('has no rate of one request, of requests due at one instant, or of none', () => {
    expect(keep([7, 9])).toEqual({ asked: 1, sent: 1, overrunMs: 2 });
    expect(keep([7, 7], [7, 8])).toEqual({ asked: 2, sent: 2, overrunMs: 1 });
    expect(keep([7], [8])).toEqual({ asked: 2, sent: 0, askedPerSecond: 1000 });
    expect(keep()).toEqual({ asked: 0, sent: 0 });
  });

  it('is not early: a timer that fires 1 ms before its time does not raise the rate', () => {
    expect(keep([0, 0], [100, 99])).toEqual({
      asked: 2,
      sent: 2,
      askedPerSecond: 10,
      achievedPerSecond: 10,
      overrunMs: 0,
    });
  });

  it('of 100 sends, the nth n µs late, the 99th is the p99; one that was sent early was not late', () => {
    const kept = new ScheduleKept();
    for (let n = 1; n <= 100; n += 1) kept.add({ intendedAtMs: n, sentAtMs: n + n / 1000 });
    kept.add({ intendedAtMs: 200, sentAtMs: 199.5 });
    expect(kept.finish().sendLagMs).toEqual({ p50: 0.05, p99: 0.099, max: 0.1 });
  });
});
