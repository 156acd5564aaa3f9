import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockProbe, fitClock, offsetAt } from '../../../../src/stats/clock/fit-clock.ts';

interface Remote {
  readonly offsetMs: number;
  readonly driftPpm?: number;
}

/** What the remote clock shows at a local instant. */
const shownAt = ({ offsetMs, driftPpm = 0 }: Remote, localMs: number): number =>
  localMs + offsetMs + localMs * driftPpm * 1e-6;

const probe = (remote: Remote, sentMs: number, thereMs: number, backMs: number): ClockProbe => ({
  sentMs,
  remoteMs: shownAt(remote, sentMs + thereMs),
  receivedMs: sentMs + thereMs + backMs,
});

/** A round trip of 0.4 ms in the middle of longer ones, at the start and at the end of 100 s. */
const around = (remote: Remote) =>
  [0, 100_000].flatMap((atMs) => [
    probe(remote, atMs, 3, 0.5),
    probe(remote, atMs + 10, 0.2, 0.2),
    probe(remote, atMs + 20, 0.1, 7),
  ]);

const fitOf = (probes: readonly ClockProbe[]) => {
  const fit = fitClock(probes);
  if (fit === undefined) throw new Error('no probes');
  return fit;
};

describe('a clock that runs evenly', () => {
  it.each([
    ['5 s ahead', { offsetMs: 5000 }],
    ['300 ms behind', { offsetMs: -300 }],
  ])('%s: the shortest of three round trips knows it to half of its 0.4 ms', (_, remote) => {
    const fit = fitOf(around(remote));
    expect(fit.offsetMs).toBeCloseTo(remote.offsetMs, 6);
    expect(fit.driftPpm).toBeCloseTo(0, 6);
    // 0.2 ms, and the 1,200 ppm that clocks may drift apart in it.
    expect(fit.boundMs).toBeCloseTo(0.2 * 1.0012, 9);
    expect(fit.leastRoundTripMs).toBeCloseTo(0.4, 9);
    expect(fit.probes).toBe(6);
  });

  it('200 ppm fast: 20 ms in 100 s, known to 2 × 0.2 ms in them, which are 4 ppm', () => {
    const fit = fitOf(around({ offsetMs: -300, driftPpm: 200 }));
    expect(fit.driftPpm).toBeCloseTo(200, 3);
    expect(fit.driftBoundPpm).toBeCloseTo(4, 1);
    expect(offsetAt(fit, 50_000).offsetMs).toBeCloseTo(-290, 3);
    expect(offsetAt(fit, 100_000).offsetMs).toBeCloseTo(-280, 3);
    // 100 s beyond the last probe, 4 ppm are another 0.4 ms.
    expect(offsetAt(fit, 200_010).boundMs).toBeCloseTo(0.2 + 0.4, 2);
  });

  it('20 ms there and 0 back: off by 10 ms, half the difference, as the bound says', () => {
    const slow = { offsetMs: 5000 };
    const fit = fitOf([0, 30, 100_000, 100_030].map((atMs) => probe(slow, atMs, 20, 0)));
    expect(fit.offsetMs - slow.offsetMs).toBeCloseTo(10, 6);
    expect(fit.boundMs).toBeCloseTo(10.012, 6);
  });

  it('is within the bounds, whatever the delays of each path', () => {
    const delay = fc.double({ min: 0, max: 50, noNaN: true });
    const remotes = fc.record({
      offsetMs: fc.double({ min: -5000, max: 5000, noNaN: true }),
      driftPpm: fc.double({ min: -600, max: 600, noNaN: true }),
    });
    const delays = fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(remotes, delays, fc.constantFrom(1, 100, 5000), (remote, paths, everyMs) => {
        const fit = fitOf(paths.map(([there, back], index) => probe(remote, 100 * index * everyMs, there, back)));
        for (const atMs of [fit.fromMs, (fit.fromMs + fit.untilMs) / 2, fit.untilMs, fit.untilMs + 10_000, -10_000]) {
          const { offsetMs, boundMs } = offsetAt(fit, atMs);
          expect(Math.abs(offsetMs - (shownAt(remote, atMs) - atMs))).toBeLessThanOrEqual(boundMs + 1e-6);
        }
        expect(Math.abs(fit.driftPpm - (remote.driftPpm ?? 0))).toBeLessThanOrEqual(fit.driftBoundPpm + 1e-3);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what probes cannot know', () => {
  it('one probe knows no drift: the bound grows by 1.2 ms a second', () => {
    const fit = fitOf([probe({ offsetMs: 7 }, 1000, 0.5, 0.5)]);
    expect(fit).toMatchObject({ driftPpm: 0, driftBoundPpm: 1200, fromMs: 1000.5, untilMs: 1000.5 });
    expect(offsetAt(fit, 2000.5).boundMs).toBeCloseTo(0.5 * 1.0012 + 1.2, 6);
  });

  it('probes of 30 ms do not either: the sum of two halves of 1 ms would be 33,000 ppm', () => {
    const fit = fitOf([0, 10, 20, 30].map((atMs) => probe({ offsetMs: 7, driftPpm: 500 }, atMs, 0.5, 0.5)));
    expect(fit.driftBoundPpm).toBeCloseTo(1200, 0);
    expect(Math.abs(offsetAt(fit, 10_000).offsetMs - 12)).toBeLessThan(offsetAt(fit, 10_000).boundMs);
  });

  it('a step of 6 ms in between widens the bound to what the probe beside it requires', () => {
    const [before, after] = [{ offsetMs: 0 }, { offsetMs: 6 }];
    const probes = [0, 50_000, 50_001, 100_000].map((atMs) => probe(atMs > 50_000 ? after : before, atMs, 0.2, 0.2));
    // The line is at 3 ms in the middle, and the probe knows its 0 ms to 0.2 ms.
    expect(fitOf(probes).boundMs).toBeCloseTo(3.2, 2);
  });

  it('no probe, no clock', () => {
    expect(fitClock([])).toBeUndefined();
  });
});

it('takes the probes of a day: 345,600, one every 250 ms', () => {
  const probes = Array.from({ length: 345_600 }, (_, at) => probe({ offsetMs: 5 }, 250 * at, 0.2, 0.2));
  const fit = fitClock(probes);
  expect([fit?.offsetMs.toFixed(3), fit?.boundMs.toFixed(3), fit?.leastRoundTripMs.toFixed(3)]).toEqual([
    '5.000',
    '0.200',
    '0.400',
  ]);
});
