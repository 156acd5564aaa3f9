import { describe, expect, it, test } from 'vitest';
import { moduleOf, phaseModuleNamed, phaseModules } from '../../../src/load/phase-modules.ts';
import { phaseSchema } from '../../../src/load/phases.ts';
import { phaseKinds } from '../../../src/model/schema/phase-kind.ts';

const source = { seed: 1, readFile: () => Float64Array.of(0, 100, 300) };

const stageOf = ([durationMs, toRatePerSecond]: number[]) => ({ durationMs, toRatePerSecond });

/** One phase of each kind, with its planned requests, most in flight, planned ms and most segments, worked out by hand. */
const phases = [
  [{ kind: 'sequential', requests: 4, pauseMs: 50 }, [4, 1, 150, 1]],
  // (1 + 5) * 3 requests in 6 bursts with 5 gaps.
  [{ kind: 'burst', size: [1, 5], repeats: 3, gapMs: 20 }, [18, 5, 100, Number.POSITIVE_INFINITY]],
  [{ kind: 'constantRate', ratePerSecond: 50, durationMs: 2000, maxInFlight: 30 }, [100, 30, 2000, 30]],
  // 0 to 20/s in 1 s: 10.
  [{ kind: 'rampingRate', stages: [{ durationMs: 1000, toRatePerSecond: 20 }] }, [10, 10, 1000, 1000]],
  [{ kind: 'trace', file: 'trace.csv' }, [3, 3, 0, 1000]],
  [{ kind: 'closed', connections: 8, requests: 5 }, [5, 8, 0, 5]],
  [{ kind: 'closed', connections: 8, durationMs: 700 }, [Number.POSITIVE_INFINITY, 8, 700, 8]],
  [{ kind: 'pause', durationMs: 300 }, [0, 0, 300, 1]],
] as const;

describe('what is known of a phase', () => {
  it.each(phases)('%j: %j', (fields, facts) => {
    const phase = phaseSchema.parse({ name: 'p', ...fields });
    const { plannedRequests, mostInFlight, plannedMs, mostSegments } = moduleOf(phase);
    const known = [plannedRequests(phase, source, 1000), mostInFlight(phase, source), plannedMs(phase)];
    expect([...known, mostSegments(phase)]).toEqual(facts);
  });

  it('Poisson: 1000/s for 1 s are 1000 on average, give or take 3 standard deviations; no more than 5 are counted up to 4', () => {
    const phase = phaseSchema.parse({ name: 'p', kind: 'poisson', ratePerSecond: 1000, durationMs: 1000 });
    const requests = moduleOf(phase).plannedRequests(phase, source, 10_000);
    expect(Math.abs(requests - 1000)).toBeLessThan(3 * Math.sqrt(1000));
    expect(moduleOf(phase).plannedRequests(phase, source, 4)).toBe(5);
  });

  it.each([
    // The rates that are written, the highest of a ramp; of a trace the most within a time: 2 in 150 ms are 13.3/s.
    [{ kind: 'constantRate', ratePerSecond: 60, durationMs: 2000 }, 60],
    [{ kind: 'poisson', ratePerSecond: 60, durationMs: 2000 }, 60],
    [
      {
        kind: 'rampingRate',
        startRatePerSecond: 5,
        stages: [
          [1000, 20],
          [1000, 0],
        ].map(stageOf),
      },
      20,
    ],
    [{ kind: 'trace', file: 'trace.csv' }, 2 / 0.15],
    // Answers pace these.
    [{ kind: 'burst', size: 5 }, undefined],
    [{ kind: 'closed', connections: 8, requests: 5 }, undefined],
  ])('%j has a peak of %s requests/s', (fields, peak) => {
    const phase = phaseSchema.parse({ name: 'p', ...fields });
    expect(moduleOf(phase).peakPerSecond(phase, source, 150)).toEqual(peak);
  });

  it('starts cold unless it says warm', () => {
    const phase = { name: 'p', kind: 'constantRate', ratePerSecond: 1, durationMs: 1000 };
    const [cold, warm] = [phase, { ...phase, start: 'warm' }].map((fields) => phaseSchema.parse(fields));
    expect([cold, warm].map((one) => one && moduleOf(one).startsWarm(one))).toEqual([false, true]);
  });

  it('calibrates each size of a burst, and a rate for 3 s at most', () => {
    const calibration = (fields: object) => {
      const phase = phaseSchema.parse({ name: 'p', ...fields });
      return moduleOf(phase).calibration(phase);
    };
    expect(calibration({ kind: 'burst', size: [1, 5] })).toMatchObject([
      { name: 'burst-1', size: 1, repeats: 3, gapMs: 50 },
      { name: 'burst-5', size: 5, repeats: 3, gapMs: 50 },
    ]);
    expect(calibration({ kind: 'poisson', ratePerSecond: 9, durationMs: 9000 })).toMatchObject([{ durationMs: 3000 }]);
    expect(calibration({ kind: 'closed', connections: 1, requests: 1 })).toEqual([]);
  });
});

test('every kind has its module, and no other word has one', () => {
  expect(Object.values(phaseModules).map(({ kind }) => kind)).toEqual(phaseKinds);
  expect([phaseModuleNamed('toString'), phaseModuleNamed(undefined)]).toEqual([undefined, undefined]);
});
