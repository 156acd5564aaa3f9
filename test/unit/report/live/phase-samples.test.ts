import { describe, expect, it } from 'vitest';
import { PhaseSamples } from '../../../../src/report/live/phase-samples.ts';
import { sampleOf, unsent } from '../../stats/sample-of.ts';

/** Request `n` is answered by `instance` from n to n + 5 ms. */
const answerOf = (n: number, instanceId: string, coldStart = false) =>
  sampleOf({ sentAtMs: n, completedAtMs: n + 5, identity: { instanceId, coldStart } });

describe('the requests that live lanes are drawn from', () => {
  it('are all of a small phase, without those that were never sent', () => {
    const samples = new PhaseSamples();
    const sent = [answerOf(0, 'a'), answerOf(10, 'a'), answerOf(20, 'b')];
    for (const sample of [...sent, unsent(answerOf(30, 'c'))]) samples.add(sample);
    expect(samples.chosen()).toEqual({
      samples: sent,
      instances: [
        { instanceId: 'a', firstSeenAtMs: 0, lastSeenAtMs: 15, invocations: 2, peakInFlight: 1 },
        { instanceId: 'b', firstSeenAtMs: 20, lastSeenAtMs: 25, invocations: 1, peakInFlight: 1 },
      ],
    });
  });

  it('are a bounded number of 100,000 in 50 instances, whose totals are exact', () => {
    const samples = new PhaseSamples();
    const failed = { kind: 'http-error', status: 500 } as const;
    for (let n = 0; n < 100_000; n += 1) {
      const sample = answerOf(n, `i${n % 50}`, n < 50);
      samples.add(n % 1000 === 7 ? { ...sample, outcome: failed } : sample);
    }
    const { samples: chosen, totals, instances } = samples.chosen();
    expect(totals).toEqual({ requests: 100_000, failed: 100, coldStarts: 50 });
    expect(instances.map(({ invocations }) => invocations)).toEqual(new Array(50).fill(2000));
    // 600 evenly spaced at most, 400 of followed instances, 100 failures and 100 cold starts.
    expect(chosen.length).toBeLessThanOrEqual(1200);
    expect(chosen.length).toBeGreaterThan(300);
    expect(chosen.filter(({ outcome }) => outcome.kind !== 'answered')).toHaveLength(100);
    expect(chosen.filter(({ identity }) => identity?.coldStart)).toHaveLength(50);
  });

  it('are those of the first 160 instances, where each request has one of its own', () => {
    const samples = new PhaseSamples();
    for (let n = 0; n < 5000; n += 1) samples.add(answerOf(n, `i${n}`));
    const { samples: chosen, totals, instances } = samples.chosen();
    expect({ chosen: chosen.length, totals, instances: instances.length }).toEqual({
      ...{ chosen: 160, instances: 160 },
      totals: { requests: 5000, failed: 0, coldStarts: 0 },
    });
  });
});
