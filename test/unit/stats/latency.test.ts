import fc from 'fast-check';
import { constructorFromBucketSize } from 'hdr-histogram-js/dist/JsHistogramFactory.js';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../src/stats/latency.ts';
import { type AnsweredOf, rankOf } from '../../../src/stats/percentile.ts';

const histogramOf = (values: readonly number[]): LatencyHistogram => {
  const histogram = new LatencyHistogram();
  for (const ms of values) histogram.add(ms);
  return histogram;
};

const of = (answered: number, requests: number): AnsweredOf => ({ answered, of: requests });
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('latency summary', () => {
  it('is absent without samples', () => {
    expect(new LatencyHistogram().summary()).toBeUndefined();
  });

  it('of one sample has no percentile: 3.5 ms is minimum, mean and maximum', () => {
    expect(histogramOf([3.5]).summary()).toEqual({ count: 1, min: 3.5, mean: 3.5, max: 3.5 });
  });

  it.each([
    [2, ['p50']],
    [9, ['p50']],
    [10, ['p50', 'p90']],
    [19, ['p50', 'p90']],
    [20, ['p50', 'p90', 'p95']],
    [99, ['p50', 'p90', 'p95']],
    [100, ['p50', 'p90', 'p95', 'p99']],
    [999, ['p50', 'p90', 'p95', 'p99']],
    [1000, ['p50', 'p90', 'p95', 'p99', 'p999']],
  ])('of %i samples supports %s', (count, keys) => {
    const summary = histogramOf(upTo(count)).summary() ?? {};
    expect(Object.keys(summary).filter((key) => key.startsWith('p'))).toEqual(keys);
  });

  it('of 1 to 1000 ms, by nearest rank: p50 500, p90 900, p99 990, p999 999, each at most 0.1 % higher', () => {
    const { p50 = 0, p90 = 0, p99 = 0, p999 = 0 } = histogramOf(upTo(1000)).summary() ?? {};
    for (const [value, exact] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
      [p999, 999],
    ] as const) {
      expect(value).toBeGreaterThanOrEqual(exact);
      expect(value).toBeLessThanOrEqual(exact * 1.001);
    }
  });

  it('has minimum, mean and maximum exact to the µs, not of buckets: 200.001, 200.003 and 300.007 have mean 233.337', () => {
    const summary = histogramOf([200.001, 200.003, 300.007]).summary();
    expect(summary).toMatchObject({ min: 200.001, mean: 233.337, max: 300.007 });
  });

  it('never shows a percentile above the maximum: ten times 200.001 ms has p90 200.001', () => {
    expect(histogramOf(Array(10).fill(200.001)).summary()).toMatchObject({ p50: 200.001, p90: 200.001 });
  });

  it('takes two hours, and nothing, and 0.4 µs as nothing', () => {
    expect(histogramOf([7_200_000, 0, 0.0004]).summary()).toMatchObject({ count: 3, min: 0, max: 7_200_000 });
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d ms, which no clock can have measured', (ms) => {
    expect(() => histogramOf([ms])).toThrow(RangeError);
  });
});

describe('requests without an answer rank above every answer', () => {
  it('of 1,200 requests, 10 of them timeouts: p99 is the 1,188th (0.99 * 1200), and p99.9, the 1,199th, is absent', () => {
    const summary = histogramOf(upTo(1190)).summary(of(1190, 1200)) ?? {};
    expect(Object.keys(summary).filter((key) => key.startsWith('p'))).toEqual(['p50', 'p90', 'p95', 'p99']);
    expect(rankOf(99, 1190, of(1190, 1200))).toBe(1188);
    expect(rankOf(99.9, 1190, of(1190, 1200))).toBe(1199);
    expect(summary).toMatchObject({ count: 1190, max: 1190 });
    expect(Math.abs((summary as { p99: number }).p99 - 1188)).toBeLessThanOrEqual(1.188);
  });

  it('with 40 of 100 there is a p50, the 50th, and no p90; with 60 of 100 not even a p50', () => {
    expect(histogramOf(upTo(60)).summary(of(60, 100))).toEqual({
      count: 60,
      min: 1,
      mean: 30.5,
      p50: expect.closeTo(50, 0),
      max: 60,
    });
    expect(histogramOf(upTo(40)).summary(of(40, 100))).toEqual({ count: 40, min: 1, mean: 20.5, max: 40 });
  });

  it('gives the rank in the whole population, whatever the counts', () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 0, max: 100_000 }));
    fc.assert(
      fc.property(counts, fc.constantFrom(500, 900, 990, 999), ([answered, without], permille) => {
        const population = BigInt(answered + without);
        const exact = Number((BigInt(permille) * population + 999n) / 1000n);
        expect(rankOf(permille / 10, answered, of(answered, answered + without))).toBe(Math.max(1, exact));
      }),
    );
  });
});

describe('merging', () => {
  const values = fc.array(
    fc.integer({ min: 0, max: 4_000_000_000 }).map((us) => us / 1000),
    { maxLength: 1200 },
  );

  it('two histograms equals one histogram of all their samples', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = histogramOf(a);
        merged.merge(histogramOf(b));
        expect(merged.summary()).toEqual(histogramOf([...a, ...b]).summary());
      }),
      { numRuns: 50 },
    );
  });

  it('is not averaging: p50 of {1, 1, 1, 1} and {100, 100} is 1', () => {
    const merged = histogramOf([1, 1, 1, 1]);
    merged.merge(histogramOf([100, 100]));
    expect(merged.summary()).toMatchObject({ count: 6, p50: 1, mean: 34, max: 100 });
  });
});

describe('percentiles that a scenario asks for', () => {
  it('of 1 to 1000 ms: p97.5 is the 975th, p25 the 250th', () => {
    const { percentiles = {} } = histogramOf(upTo(1000)).summary(undefined, [25, 97.5]) ?? {};
    expect(Object.keys(percentiles)).toEqual(['p25', 'p97.5']);
    expect(percentiles['p25']).toBeCloseTo(250, 0);
    expect(percentiles['p97.5']).toBeGreaterThanOrEqual(975);
    expect(percentiles['p97.5']).toBeLessThan(976);
  });

  it('needs 40 samples for p97.5, and is absent above the answered share', () => {
    expect(histogramOf(upTo(39)).summary(undefined, [97.5])).not.toHaveProperty('percentiles');
    expect(histogramOf(upTo(40)).summary(undefined, [97.5])?.percentiles).toEqual({ 'p97.5': expect.any(Number) });
    expect(histogramOf(upTo(900)).summary({ answered: 900, of: 1000 }, [97.5])).not.toHaveProperty('percentiles');
  });
});

/** HdrHistogram by itself, with all its buckets. */
function ownText(values: readonly number[]): string {
  const histogram = new (constructorFromBucketSize(32))(1, 2, 3);
  histogram.autoResize = true;
  for (const ms of values) histogram.recordValue(Math.round(ms * 1000));
  return histogram.outputPercentileDistribution(5, 1000);
}

it('the distribution is the text of HdrHistogram, to the letter, though empty buckets are passed over', () => {
  const duration = fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.integer({ min: 0, max: 60_000 }));
  fc.assert(
    fc.property(fc.array(duration, { maxLength: 40 }), (values) => {
      expect(histogramOf(values).distribution()).toBe(ownText(values));
    }),
    { numRuns: 10 },
  );
});
