import { describe, expect, it } from 'vitest';
import { mergeRuns } from '../../../../src/experiment/merge/merge-runs.ts';
import type { RunToMerge } from '../../../../src/experiment/merge/run-to-merge.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { madeSamples, moved, runOf, scenarioOf } from './shards.ts';

interface Shard {
  readonly run: RunToMerge;
  readonly samples: readonly Sample[];
}

async function merged(shards: readonly Shard[], clockBoundMs?: number) {
  const recorded: Sample[] = [];
  const [first, ...others] = shards.map(({ run }) => run);
  if (first === undefined) throw new Error('no runs');
  const result = await mergeRuns([first, ...others], {
    ...{ clockBoundMs, version: '0.1.0', directory: '/nonexistent' },
    samplesOf: async function* ({ name }) {
      const all = shards.find(({ run }) => run.name === name)?.samples ?? [];
      for (let at = 0; at < all.length; at += 70) yield all.slice(at, at + 70);
    },
    logsOf: () => async function* () {},
    record: (sample) => recorded.push(sample),
  });
  return { result, recorded };
}

const kinds: Record<string, { whole: object; third: object; isBurst?: boolean }> = {
  burst: {
    whole: { kind: 'burst', size: 300, repeats: 3 },
    third: { kind: 'burst', size: 100, repeats: 3 },
    isBurst: true,
  },
  'bursts of two sizes': {
    whole: { kind: 'burst', size: [300, 600, 300] },
    third: { kind: 'burst', size: [100, 200, 100] },
    isBurst: true,
  },
  sequential: { whole: { kind: 'sequential', requests: 900 }, third: { kind: 'sequential', requests: 300 } },
  constantRate: {
    whole: { kind: 'constantRate', ratePerSecond: 1500, durationMs: 600, maxInFlight: 300 },
    third: { kind: 'constantRate', ratePerSecond: 500, durationMs: 600, maxInFlight: 100 },
  },
  rampingRate: {
    whole: { kind: 'rampingRate', stages: [{ durationMs: 600, toRatePerSecond: 3000 }], maxInFlight: 300 },
    third: { kind: 'rampingRate', stages: [{ durationMs: 600, toRatePerSecond: 1000 }], maxInFlight: 100 },
  },
  poisson: {
    whole: { kind: 'poisson', ratePerSecond: 1500, durationMs: 600, maxInFlight: 300 },
    third: { kind: 'poisson', ratePerSecond: 500, durationMs: 600, maxInFlight: 100 },
  },
  trace: {
    whole: { kind: 'trace', file: 'a.csv', maxInFlight: 300 },
    third: { kind: 'trace', file: 'a.csv', maxInFlight: 100 },
  },
  closed: {
    whole: { kind: 'closed', connections: 30, requests: 900 },
    third: { kind: 'closed', connections: 10, requests: 300 },
  },
};

/** 300 samples each; the second and the third run start 3.25 and 7.125 ms after the first. */
const startsMs = [0, 3.25, 7.125];
const thirds = (load: object, isBurst?: boolean): Shard[] =>
  startsMs.map((startMs, index) => {
    const samples = madeSamples(300, index + 1, isBurst);
    return { run: runOf(`shard-${index}`, scenarioOf(load), samples, startMs), samples };
  });

const inOrder = (samples: readonly Sample[]) =>
  samples.toSorted((a, b) => (a.burst ?? 0) - (b.burst ?? 0) || a.completedAtMs - b.completedAtMs);

describe.each(Object.keys(kinds))('three runs with a third of a load each: %s', (name) => {
  const { whole, third, isBurst } = kinds[name] ?? { whole: {}, third: {} };
  const shards = thirds(third, isBurst);
  const union = inOrder(shards.flatMap(({ samples }, index) => moved(samples, startsMs[index] ?? 0)));

  it('are, bit for bit, the run of the union of their 900 samples', async () => {
    const { result, recorded } = await merged(shards, 1);
    expect(recorded).toEqual(union);
    const single = runOf('single', scenarioOf(whole), union).result;
    const [ours, theirs] = [result.targets[0], single.targets[0]];
    expect(ours?.phases).toEqual(theirs?.phases);
    expect({ ...ours, client: undefined }).toEqual({ ...theirs, client: undefined });
    expect(ours?.client).toMatchObject({ sendSpread: theirs?.client.sendSpread, sendLagMs: theirs?.client.sendLagMs });
    expect(ours?.requests).toMatchObject({ sent: 900, answered: 882, failed: 18 });
    expect(result.thresholds).toEqual(single.thresholds);
    expect(JSON.stringify(result.scenario.resolved)).toBe(
      JSON.stringify({ ...(single.scenario.resolved as object), maxRequests: 3_000_000 }),
    );
  });
});

describe('the verdict on merged runs', () => {
  const constant = { kind: 'constantRate', ratePerSecond: 500, durationMs: 600 };
  const pair = (startMs: number): Shard[] =>
    [0, startMs].map((ms, index) => {
      const samples = madeSamples(300, index + 1);
      return { run: runOf(`run-${index}`, scenarioOf(constant), samples, ms), samples };
    });
  const reasons = async (startMs: number, clockBoundMs?: number) =>
    (await merged(pair(startMs), clockBoundMs)).result.verdict.reasons
      .filter(({ code }) => code.startsWith('worker'))
      .map(({ code, status }) => `${code} ${status}`);

  it('is silent of runs that began within 1 ms by clocks that are right to 1 ms', async () => {
    expect(await reasons(0.5, 1)).toEqual([]);
  });

  it('says that nobody knows the clocks', async () => {
    expect(await reasons(0.5)).toEqual(['worker-clock SUSPECT']);
  });

  it('says that they began 100 ms apart, and is INVALID from a quarter of their time on: 200 of about 843 ms', async () => {
    expect(await reasons(100, 1)).toEqual(['worker-starts SUSPECT']);
    expect(await reasons(200, 1)).toEqual(['worker-starts SUSPECT']);
    expect(await reasons(250, 1)).toEqual(['worker-starts INVALID']);
  });

  it('has each run as a worker: 300 samples, 100 ms after the first', async () => {
    const { result } = await merged(pair(100), 2);
    const [first, second] = result.targets[0]?.client.workers ?? [];
    expect(first).toMatchObject({ name: 'run-0', samplesSent: 300, samplesReceived: 300, clock: { boundMs: 2 } });
    expect(second?.phases[0]).toMatchObject({ planned: 300, sent: 300, received: 300, plannedStartMs: 100 });
    expect(second?.phases[0]?.achievedStartMs).toBeGreaterThanOrEqual(200);
    expect(result.merged?.runs.map(({ startedAtMs }) => startedAtMs)).toEqual([0, 100]);
  });

  it('refuses a file that lacks a sample', async () => {
    const [first, second] = pair(0.5);
    if (first === undefined || second === undefined) throw new Error('no pair');
    await expect(merged([first, { ...second, samples: second.samples.slice(1) }], 1)).rejects.toThrow(
      'run-1: samples.ndjson has 299 requests to api, result.json has 300',
    );
  });
});
