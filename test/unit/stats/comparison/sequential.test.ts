import { describe, expect, it } from 'vitest';
import type { NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { endedEarly, metricName } from '../../../../src/stats/comparison/metrics.ts';
import {
  fewestDecidingPairs,
  finalOutcome,
  levelAt,
  lookAt,
  type Outcome,
} from '../../../../src/stats/comparison/sequential.ts';
import { rankSumTest } from '../../../../src/stats/tests/rank-sum.ts';
import { distinct, medianMs, targetResult } from '../../experiment/target-result.ts';
import { gaussian, seeded } from './noisy-run.ts';
import { runsOf, runsWithEnvironments, runsWithP50 } from './valued-runs.ts';

const plan = { minPairs: 5, maxPairs: 20, alpha: 0.05, threshold: 0.05 };
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('the levels of all looks', () => {
  it('add up to the error rate: 5 of 20 parts for the first look at 5 pairs, one part for each of the 15 after it', () => {
    expect(levelAt(plan, 5)).toBeCloseTo(0.0125, 12);
    expect(levelAt(plan, 6)).toBeCloseTo(0.0025, 12);
    const all = numbers(16).map((index) => levelAt(plan, index + 4));
    expect(all.reduce((sum, level) => sum + level, 0)).toBeCloseTo(0.05, 12);
  });

  it('of pairs before the first look, which decide nothing, is that of the first look', () => {
    expect(levelAt(plan, 3)).toBeCloseTo(0.0125, 12);
  });

  it.each([
    // 1 / C(10, 5) = 0.0040 is at most 0.0125.
    ['5 to 20 pairs decide with 5', { minPairs: 5, maxPairs: 20 }, 5],
    // 1 / C(8, 4) = 0.0143 is more than 0.05 x 4 / 20 = 0.01; 0.0040 is more than 0.0025; 1 / C(12, 6) = 0.0011 is not.
    ['4 to 20 pairs decide with 6', { minPairs: 4, maxPairs: 20 }, 6],
    // 0.0143 is at most 0.05 x 4 / 10 = 0.02.
    ['4 to 10 pairs decide with 4', { minPairs: 4, maxPairs: 10 }, 4],
    // 1 / C(4, 2) = 0.17.
    ['2 pairs never decide', { minPairs: 2, maxPairs: 2 }, undefined],
  ])('allow a decision: %s', (_, pairs, fewest) => {
    expect(fewestDecidingPairs({ ...pairs, alpha: 0.05 })).toBe(fewest);
  });
});

const [run] = runsWithP50(100);
const [target] = run?.result.targets ?? [];
function runWithP50(p50: number): NamedRun {
  if (run === undefined || target === undefined) throw new Error('the fixture has one');
  return { ...run, result: { ...run.result, targets: [{ ...target, ...medianMs(p50) }] } };
}

const ended: readonly Outcome[] = ['worse', 'no-difference', 'better'];

/** Pairs are added until a look decides. From run to run, the p50 scatters by `noise`. */
function experiment(
  random: () => number,
  { times, noise, maxPairs = 20 }: Record<'times' | 'noise', number> & { maxPairs?: number },
) {
  const [baseline, candidate]: [NamedRun[], NamedRun[]] = [[], []];
  for (const pairs of numbers(maxPairs)) {
    baseline.push(runWithP50(100 * Math.exp(noise * gaussian(random))));
    candidate.push(runWithP50(100 * times * Math.exp(noise * gaussian(random))));
    if (pairs < plan.minPairs) continue;
    const { outcome } = lookAt({ baseline, candidate }, { ...plan, maxPairs });
    if (ended.includes(outcome) || pairs === maxPairs) return outcome;
  }
  throw new Error('the last look ends it');
}

function outcomes(count: number, of: Parameters<typeof experiment>[1]): Partial<Record<Outcome, number>> {
  const random = seeded(18);
  const counts: Partial<Record<Outcome, number>> = {};
  for (const _ of numbers(count)) {
    const outcome = experiment(random, of);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe('error rates', () => {
  it('a difference of exactly the limit is called worse in at most 5 % of 2,000 experiments with 8 looks; without shares in more than 8 %', () => {
    const [random, looks] = [seeded(5), { ...plan, maxPairs: 12 }];
    const wrong = { shared: 0, naive: 0 };
    for (const _ of numbers(2000)) {
      const [baseline = [], candidate = []] = [0, 1].map(() => numbers(12).map(() => gaussian(random)));
      const p = numbers(8).map((look) => {
        const pairs = look + 4;
        return { pairs, p: rankSumTest(baseline.slice(0, pairs), candidate.slice(0, pairs)).greater };
      });
      if (p.some((look) => look.p <= levelAt(looks, look.pairs))) wrong.shared += 1;
      if (p.some((look) => look.p <= plan.alpha)) wrong.naive += 1;
    }
    expect(wrong.shared / 2000).toBeLessThanOrEqual(0.05);
    expect(wrong.shared).toBeGreaterThan(0);
    expect(wrong.naive / 2000).toBeGreaterThan(0.08);
  });

  it('of 2,000 experiments with two equal sides none is worse or better, and more than 99 % end with no difference', () => {
    const counts = outcomes(2000, { times: 1, noise: 0.01 });
    expect(counts.worse ?? 0).toBe(0);
    expect(counts.better ?? 0).toBe(0);
    expect(counts['no-difference']).toBeGreaterThan(1980);
  });

  it('a rise by exactly the margin is found worse in at most 5 % of experiments, and passes as no difference in at most 5 %', () => {
    const counts = outcomes(100, { times: 1.05, noise: 0.02, maxPairs: 8 });
    expect(counts.worse ?? 0).toBeLessThanOrEqual(5);
    expect((counts['no-difference'] ?? 0) + (counts['not-worse'] ?? 0)).toBeLessThanOrEqual(5);
  });

  it('finds +20 % and -20 % in each of 100 experiments', () => {
    expect(outcomes(100, { times: 1.2, noise: 0.03 })).toEqual({ worse: 100 });
    expect(outcomes(100, { times: 1 / 1.2, noise: 0.03 })).toEqual({ better: 100 });
  });
});

describe('a look', () => {
  const look = (baseline: readonly NamedRun[], candidate: readonly NamedRun[], of = plan) =>
    lookAt({ baseline, candidate }, of);

  it('limits every primary figure by the margin, counts by nothing, and failed requests in any case', () => {
    const { gates } = look(runsWithP50(1, 2, 3, 4, 5), runsWithP50(1, 2, 3, 4, 5));
    expect(gates.map(({ rule }) => rule.expression)).toEqual([
      'lambda.latencyMs.serviceTime.all.p50 rises by at most 5%',
      'lambda.environments.distinct does not rise',
      'lambda.requests.failed does not rise',
    ]);
  });

  it('compares environments exactly: one more in each run of the head is worse, whatever the margin', () => {
    const [nine, ten] = [runsWithEnvironments(9, 9, 9, 9, 9), runsWithEnvironments(10, 10, 10, 10, 10)];
    expect(look(nine, ten).outcome).toBe('worse');
    expect(look(nine, ten, { ...plan, threshold: 0.5 }).outcome).toBe('worse');
    expect(look(ten, nine).outcome).toBe('better');
    expect(look(ten, ten).outcome).toBe('no-difference');
  });

  const withRequests = (outcome: 'failed' | 'timedOut' | 'throttled', ...counts: number[]) =>
    runsOf(counts, (count) => [
      targetResult('lambda', { ...medianMs(100), requests: { ...targetResult('x').requests, [outcome]: count } }),
    ]);

  it.each(['failed', 'timedOut', 'throttled'] as const)(
    'is worse where requests of the head are %s, and everything else is equal',
    (outcome) => {
      const found = look(withRequests(outcome, 0, 0, 0, 0, 0), withRequests(outcome, 3, 2, 4, 3, 5));
      expect(found.outcome).toBe('worse');
      expect(found.gates.filter(({ status }) => status === 'failed').map(({ rule }) => rule.expression)).toEqual([
        `lambda.requests.${outcome} does not rise`,
      ]);
    },
  );

  it('is worse where the head answers nothing, so that it has no latency', () => {
    const nothing = runsOf([10, 10, 10, 10, 10], (failed) => [
      targetResult('lambda', { requests: { ...targetResult('x').requests, failed } }),
    ]);
    expect(look(runsWithP50(100, 100, 100, 100, 100), nothing).outcome).toBe('worse');
  });

  it('does not wait for throttles that the base has, too: only a rise that is shown counts', () => {
    const base = withRequests('throttled', 10, 11, 9, 10, 10);
    expect(look(base, withRequests('throttled', 10, 9, 11, 10, 10)).outcome).toBe('no-difference');
    expect(look(base, withRequests('throttled', 20, 21, 22, 23, 24)).outcome).toBe('worse');
  });

  it('that shows no rise, but not that it fell by less than the margin, is not worse', () => {
    // All below: the highest pair is 99 / 97, the lowest 90 / 97.4, which is more than 5 % less.
    const base = runsWithP50(97, 97.1, 97.2, 97.3, 97.4);
    expect(look(base, runsWithP50(90, 93, 95, 97, 99)).outcome).toBe('not-worse');
  });

  it('decides nothing before the first look, and after an interruption, whatever the runs show', () => {
    const found = look(runsWithP50(1, 2, 3, 4, 5), runsWithP50(10, 11, 12, 13, 14));
    expect(finalOutcome(found, plan, 'decided')).toBe('worse');
    expect(finalOutcome(found, plan, 'interrupted')).toBe('undecided');
    expect(finalOutcome(found, plan, 'failing-base')).toBe('undecided');
    expect(finalOutcome(found, { ...plan, minPairs: 6 }, 'budget')).toBe('undecided');
  });

  describe('of runs that abortOn ended', () => {
    const aborted = { condition: 'c', message: 'c became true', atMs: 1, target: 'lambda' };
    /** Its targets did not get through the load. */
    const ended = (run: NamedRun): NamedRun => ({
      ...run,
      result: {
        ...run.result,
        ...{ status: 'interrupted', aborted },
        targets: run.result.targets.map((one) => ({ ...one, status: 'interrupted' })),
      },
    });
    const five = runsWithP50(100, 100, 100, 100, 100);
    const gates = (seen: ReturnType<typeof look>) =>
      seen.gates.map(({ rule, status }) => [metricName(rule.metric), status]);

    it('is worse if all of the head did, and none of the base: 1 of 252 orders', () => {
      const found = look(five, five.map(ended));
      expect(found.outcome).toBe('worse');
      expect(found.gates.find(({ status }) => status === 'failed')).toMatchObject({
        rule: { metric: endedEarly, target: 'lambda', expression: 'lambda.endedEarly does not rise' },
        values: { baseline: [0, 0, 0, 0, 0], candidate: [1, 1, 1, 1, 1] },
      });
    });

    it('decides nothing if one of five did, on either side, and has no line for it where none did', () => {
      const one = five.map((run, index) => (index === 0 ? ended(run) : run));
      expect(look(five, one).outcome).toBe('undecided');
      expect(look(one, five).outcome).toBe('undecided');
      expect(gates(look(five, one))).toContainEqual(['endedEarly', 'undecided']);
      expect(gates(look(five, five)).map(([name]) => name)).not.toContain('endedEarly');
    });

    it('is of the target that was under load', () => {
      const atAnother = { ...aborted, target: 'server' };
      const runs = five.map((run) => ({ ...run, result: { ...run.result, aborted: atAnother } }));
      expect(gates(look(five, runs)).map(([name]) => name)).not.toContain('endedEarly');
    });
  });

  it('of one pair, and of no runs at all, decides nothing', () => {
    expect(look(runsWithP50(100), runsWithP50(200)).outcome).toBe('undecided');
    expect(look([], [])).toMatchObject({ outcome: 'undecided', pairs: 0, gates: [] });
  });

  it('decides nothing while a run does not have one of the figures', () => {
    const some = [...runsWithP50(100, 100, 100, 100), ...runsOf([0], () => [targetResult('lambda', distinct(1))])];
    expect(look(runsWithP50(100, 100, 100, 100, 100), some).outcome).toBe('undecided');
  });
});
