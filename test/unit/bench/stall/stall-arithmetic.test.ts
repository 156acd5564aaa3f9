import { expect, it } from 'vitest';
import { responseTimesMs } from '../../../../bench/stall/stall-arithmetic.ts';
import { percentile } from '../../../../src/stats/percentile.ts';

it('10/s for 1 s, a stall from 300 to 600 ms: those due at 300, 400 and 500 ms wait 300, 200 and 100 ms', () => {
  const times = responseTimesMs({
    ...{ ratePerSecond: 10, durationMs: 1000, delayMs: 0 },
    stall: { afterMs: 300, forMs: 300 },
  });
  expect([...times]).toEqual([0, 0, 0, 0, 0, 0, 0, 100, 200, 300]);
});

it('with 150 ms per answer: due at 200 ms it is answered at the end, 400 later; due at 300, 400 and 500 ms after 450, 350, 250', () => {
  const times = responseTimesMs({
    ...{ ratePerSecond: 10, durationMs: 1000, delayMs: 150 },
    stall: { afterMs: 300, forMs: 300 },
  });
  expect([...times]).toEqual([150, 150, 150, 150, 150, 150, 250, 350, 400, 450]);
});

/*
 * Rising from the end: 1100 twice, 1095 twice, ... 1005 twice are 40; then 1000, 995, ... 105 once each. p99 is the 1,188th of 1,200, the
 * 13th from the end: 1100 - 6 x 5. p90 is the 1,080th, the 121st from the end, the 81st of those from 1000 down: 1000 - 80 x 5.
 */
it('200/s for 6 s, 100 ms per answer, a stall from 2.5 to 3.5 s: p50 100 ms, p90 600 ms, p99 1070 ms, 220 wait', () => {
  const times = responseTimesMs({
    ...{ ratePerSecond: 200, durationMs: 6000, delayMs: 100 },
    stall: { afterMs: 2500, forMs: 1000 },
  });
  expect([50, 90, 99].map((percent) => percentile(times, percent))).toEqual([100, 600, 1070]);
  expect(times.filter((ms) => ms > 100)).toHaveLength(220);
});
