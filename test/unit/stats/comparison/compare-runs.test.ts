import { describe, expect, it } from 'vitest';
import { type CompareRunsOptions, compareRuns } from '../../../../src/stats/comparison/compare-runs.ts';
import { checkGates, type GateRule } from '../../../../src/stats/comparison/gates.ts';
import { comparedMetrics, metricName } from '../../../../src/stats/comparison/metrics.ts';
import { runsNeeded } from '../../../../src/stats/comparison/runs-to-decide.ts';
import { noisyRuns, seeded } from './noisy-run.ts';

const options: CompareRunsOptions = { replicate: 'run', threshold: 0.05, alpha: 0.05 };
const pairsOfNoise = 200;

const rules = (share: number, names: readonly string[]): GateRule[] =>
  ['lambda', 'server'].flatMap((target) =>
    comparedMetrics
      .filter((metric) => names.includes(metricName(metric)))
      .map((metric) => ({
        ...{ expression: 'any', target, metric },
        margin: { kind: 'relative', share },
      })),
  );
const p50 = ['latencyMs.serviceTime.all.p50'];

describe('identical inputs', () => {
  it('200 pairs of noise of 8 runs a side: a regression of any primary figure in at most 5 % of them', () => {
    // Nothing matters too little here: every excess of the noise over 0 would be a regression.
    const strictest = { ...options, threshold: 0 };
    const found = countOf(pairsOfNoise, (seed) => {
      const random = seeded(seed);
      const sides = { baseline: noisyRuns(8, { random }), candidate: noisyRuns(8, { random }) };
      return compareRuns(sides, strictest).metrics.some(
        ({ role, conclusion }) => role === 'primary' && conclusion === 'regression',
      );
    });
    expect(found).toBeLessThanOrEqual(10);
  });

  it('200 pairs of noise: gates of every latency at 0 % fail in at most 5 % of them, give or take chance', () => {
    const latencies = comparedMetrics.filter(({ kind }) => kind === 'latency').map(metricName);
    const failed = countOf(pairsOfNoise, (seed) => {
      const random = seeded(1000 + seed);
      const sides = { baseline: noisyRuns(6, { random }), candidate: noisyRuns(6, { random }) };
      return checkGates(rules(0, latencies), sides, options).some(({ status }) => status === 'failed');
    });
    // 5 % of 200 are 10; more than 18 have a chance below 1 %, if the rate is just met.
    expect(failed).toBeLessThanOrEqual(18);
  });

  it('the very same runs on both sides: nothing is worse, nothing is better', () => {
    const runs = noisyRuns(8, { random: seeded(7) });
    const { metrics } = compareRuns({ baseline: runs, candidate: runs }, options);
    for (const { conclusion, values } of metrics) {
      expect(['equivalent', 'inconclusive', 'identical']).toContain(conclusion);
      expect(values?.shift.estimate).toBeCloseTo(0, 9);
      expect(values?.effect.cliffsDelta).toBe(0);
    }
  });
});

describe('a known shift of 10 %', () => {
  it('is found as a regression beyond 5 % with 15 runs a side, in at least 95 of 100 pairs', () => {
    const found = countOf(100, (seed) => {
      const random = seeded(seed);
      const noise = { random, targets: ['lambda'] };
      const sides = { baseline: noisyRuns(15, noise), candidate: noisyRuns(15, { ...noise, times: 1.1 }) };
      return compareRuns(sides, options).metrics.some(
        ({ metric, conclusion }) => metric.kind === 'latency' && conclusion === 'regression',
      );
    });
    expect(found).toBeGreaterThanOrEqual(95);
  });

  it('fails a gate of 2 %, and in at most 5 % of 100 pairs one of 10 %', () => {
    const failed = (share: number) =>
      countOf(100, (seed) => {
        const random = seeded(seed);
        const noise = { random, targets: ['lambda'] };
        const sides = { baseline: noisyRuns(12, noise), candidate: noisyRuns(12, { ...noise, times: 1.1 }) };
        return checkGates(rules(share, p50).slice(0, 1), sides, options)[0]?.status === 'failed';
      });
    expect(failed(0.02)).toBeGreaterThanOrEqual(95);
    // The rate of the true value itself is 5 %: 11 and more of 100 have a chance of 1 %.
    expect(failed(0.1)).toBeLessThanOrEqual(11);
  });

  it('is covered by the 95 % interval of the ratio in at least 190 of 200 pairs, give or take chance', () => {
    const covered = countOf(pairsOfNoise, (seed) => {
      const random = seeded(seed);
      const noise = { random, targets: ['lambda'] };
      const sides = { baseline: noisyRuns(5, noise), candidate: noisyRuns(5, { ...noise, times: 1.1 }) };
      const ratio = compareRuns(sides, options).metrics[0]?.values?.ratio?.interval;
      return ratio !== undefined && ratio.low <= 1.1 && ratio.high >= 1.1;
    });
    // Below 182 of 200 the chance is under 1 %, if the level is just met.
    expect(covered).toBeGreaterThanOrEqual(182);
  });
});

describe('too few runs', () => {
  it('one run a side concludes nothing, however far apart', () => {
    const random = seeded(1);
    const sides = { baseline: noisyRuns(1, { random }), candidate: noisyRuns(1, { random, times: 5 }) };
    const { metrics } = compareRuns(sides, options);
    expect(new Set(metrics.map(({ conclusion }) => conclusion))).toEqual(new Set(['one-run']));
    expect(metrics.every(({ values }) => values?.shift.interval === undefined && values?.p === 1)).toBe(true);
    expect(checkGates(rules(0.1, p50), sides, options).map(({ status }) => status)).toEqual(['undecided', 'undecided']);
  });

  it('3 a side have no 95 % interval: two-sided p is at best 2 / 20', () => {
    const random = seeded(1);
    const sides = { baseline: noisyRuns(3, { random }), candidate: noisyRuns(3, { random, times: 5 }) };
    const [first] = compareRuns(sides, options).metrics;
    expect(first?.conclusion).toBe('too-few');
    expect(first?.values?.smallestP).toBeCloseTo(0.1, 9);
    expect(first?.values?.shift.interval).toBeUndefined();
  });

  it('3 a side are enough for a single gate: one-sided p is 1 / 20', () => {
    const random = seeded(1);
    const sides = { baseline: noisyRuns(3, { random }), candidate: noisyRuns(3, { random, times: 1.5 }) };
    expect(checkGates(rules(0.1, p50).slice(0, 1), sides, options)[0]?.status).toBe('failed');
  });

  it('runs needed: 4 a side for one comparison, 6 for 20 of them', () => {
    // 2 / 70 = 0.029 and 2 / 20 = 0.1; 20 * 2 / 924 = 0.043 and 20 * 2 / 252 = 0.16.
    expect([runsNeeded(1, 0.05), runsNeeded(20, 0.05)]).toEqual([4, 6]);
  });
});

const countOf = (pairs: number, holds: (seed: number) => boolean): number =>
  Array.from({ length: pairs }, (_, seed) => seed).filter(holds).length;
