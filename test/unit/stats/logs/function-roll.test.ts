import fc from 'fast-check';
import { expect, it } from 'vitest';
import { priceSheet } from '../../../../src/billing/price-sheet.ts';
import type { LoggedInvocation } from '../../../../src/logs/log-finding.ts';
import { FunctionRollCall } from '../../../../src/stats/logs/function-roll.ts';

/** A dollar per GB-second, and a dollar per request. */
const sheet = priceSheet({ own: { usdPerGbSecond: 1, usdPerMillionRequests: 1e6 } });

const noon = Date.UTC(2026, 10, 21, 12);

const line = (stream: string, endedAtMs: number, durationMs: number, more: Partial<LoggedInvocation> = {}) =>
  ({
    ...{ requestId: `${stream} ${endedAtMs}`, stream, atEpochMs: noon + endedAtMs, durationMs, status: 'success' },
    ...{ billedMs: durationMs, memorySizeMb: 512, maxMemoryUsedMb: 60, ...more },
  }) as LoggedInvocation;

function rollOf(...lines: readonly LoggedInvocation[]) {
  const roll = new FunctionRollCall('orders');
  for (const one of lines) roll.add(one);
  return roll.finish(sheet);
}

/**
 * Environment a: init from 0 to 200, calls from 200 to 300 and from 1,300 to 1,400. Environment b: init from 100 to 300, a call from 300
 * to 400. In the next hour a serves one more, from 3,600,900 to 3,601,000.
 */
const worked = [
  line('a', 300, 100, { initMs: 200 }),
  line('b', 400, 100, { initMs: 200, maxMemoryUsedMb: 75 }),
  line('a', 1400, 100),
  line('a', 3_601_000, 100),
];

it('counts two environments for four calls, with their lives, idle times and hours', () => {
  expect(rollOf(...worked)).toMatchObject({
    ...{ functionName: 'orders', calls: 4, withoutStream: 0, withoutTime: 0, environments: 2, coldStarts: 2 },
    ...{ billedMs: 400, memorySizeMb: 512, maxMemoryUsedMb: 75, failed: 0 },
    durationMs: expect.objectContaining({ count: 4, mean: 100 }),
    initMs: expect.objectContaining({ count: 2, mean: 200 }),
    callsPerEnvironment: expect.objectContaining({ count: 2, mean: 2, max: 3 }),
    // b lived for 300 ms, a for 3,601,000.
    lifeMs: expect.objectContaining({ count: 2, min: 300, max: 3_601_000 }),
    // a: 1,300 - 300 and 3,600,900 - 1,400.
    idleMs: expect.objectContaining({ count: 2, min: 1000, max: 3_599_500 }),
    // a: 300 + 100 + 100 ms, b: 300 ms, of 3,601,300.
    busyShare: 800 / 3_601_300,
    meanConcurrency: 800 / 3_601_000,
    // From 100 to 300 both.
    peakConcurrency: 2,
    hours: [
      { hour: '2026-11-21T12:00:00.000Z', calls: 3, environments: 2, coldStarts: 2 },
      { hour: '2026-11-21T13:00:00.000Z', calls: 1, environments: 1, coldStarts: 0 },
    ],
  });
});

it('a line without a stream or a time is counted and in no other figure', () => {
  const { stream: _, ...streamless } = line('a', 500, 100);
  const { atEpochMs: __, ...timeless } = line('a', 500, 100);
  expect(rollOf(streamless, timeless)).toBeUndefined();
  expect(rollOf(...worked, streamless, timeless)).toMatchObject({
    ...{ calls: 6, withoutStream: 1, withoutTime: 1, environments: 2, peakConcurrency: 2 },
  });
});

it('a call that seems to begin a millisecond before the end of the one before it met no other', () => {
  // Lines have whole milliseconds: 300.4 is 300, and a call of 99.8 ms that began then ended at 400.2, which is 400.
  expect(rollOf(line('a', 301, 100), line('a', 400, 99.8))).toMatchObject({ peakConcurrency: 1, busyShare: 1 });
  // Ten calls at once in one environment, as in managed instances, are ten.
  expect(rollOf(...Array.from({ length: 10 }, (_, i) => line('a', 400 + i, 100)))).toMatchObject({
    peakConcurrency: 10,
    environments: 1,
    busyShare: 1,
  });
});

it('the most calls at once is that of counting every instant, in any order of the lines of several streams', () => {
  const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 30 })), { minLength: 1 });
  fc.assert(
    fc.property(calls, (pairs) => {
      const lines = pairs.map(([from, ms], index) => line(`s-${index}`, from + ms, ms));
      const open = (at: number) => pairs.filter(([from, ms]) => from <= at && at < from + ms).length;
      const most = Math.max(...Array.from({ length: 91 }, (_, at) => open(at)));
      expect(rollOf(...lines)?.peakConcurrency).toBe(most);
    }),
  );
});

it('prices the same calls at other sizes: 800 ms of wall time, of which 400 ms are init, on 512 of 1,769 MB', () => {
  const { usd, atSizes = [] } = rollOf(...worked) ?? {};
  // As billed: 400 ms of 0.5 GB, and four requests.
  expect(usd).toBeCloseTo(4.2, 9);
  const at = (mb: number) => atSizes.find(({ memoryMb }) => memoryMb === mb);
  // Waiting: 800 ms of 1 GB. Computing: the calls take half as long at twice the CPU, 200 ms, and the init as long as before.
  expect(at(1024)).toEqual({
    memoryMb: 1024,
    usdIfWaiting: expect.closeTo(4.8, 9),
    usdIfComputing: expect.closeTo(4.6, 9),
  });
  // A quarter of the CPU: 400 x 4 + 400 ms of 0.125 GB.
  expect(at(128)).toMatchObject({ usdIfWaiting: expect.closeTo(4.1, 9), usdIfComputing: expect.closeTo(4.25, 9) });
  // One thread gets no faster beyond one vCPU: 400 x 512 / 1,769 + 400 = 515.8 ms.
  expect(at(3008)?.usdIfComputing).toBeCloseTo(4 + 0.51577 * (3008 / 1024), 3);
});

it('has no cost at a size that is smaller than the memory used', () => {
  const atSizes = rollOf(line('a', 300, 100, { maxMemoryUsedMb: 300 }))?.atSizes ?? [];
  expect(atSizes.map(({ memoryMb }) => memoryMb)).toEqual([512, 1024, 1769, 3008]);
});

it('prices the same calls under every way of billing, by the time and the lives of the environments', () => {
  const rows = rollOf(...worked)?.billedAs ?? [];
  const row = (basis: string) => rows.find((one) => one.basis === basis);
  expect(rows.length).toBe(9);
  expect(row('lambda-event')).toMatchObject({ requests: 4, billedMs: 800, gbSeconds: expect.closeTo(0.4, 12) });
  // Request-based: 500 and 300 ms busy, in steps of 100 ms; instance-based: the lives of both.
  expect(row('cloud-run-requests')?.billedMs).toBe(800);
  expect(row('cloud-run-instances')?.billedMs).toBe(3_601_300);
  expect(row('vercel-fluid')?.unknown).toBe('the CPU of requests is not known');
});

it('has no cost of any kind with an unknown price, and no other ways of billing in a region whose prices are not known for them', () => {
  const roll = new FunctionRollCall('orders');
  for (const one of worked) roll.add(one);
  const finished = roll.finish(priceSheet({ region: 'mars-1' }));
  expect(finished).not.toHaveProperty('usd');
  expect(finished).not.toHaveProperty('atSizes');
  expect(finished).not.toHaveProperty('billedAs');
  const [home, abroad] = ['us-east-1', 'eu-central-1'].map((region) => roll.finish(priceSheet({ region })));
  expect(home?.billedAs).toHaveLength(9);
  expect(abroad?.usd).toBeGreaterThan(0);
  expect(abroad).not.toHaveProperty('billedAs');
});
