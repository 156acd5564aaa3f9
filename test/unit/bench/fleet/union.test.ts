import { expect, it } from 'vitest';
import { combined, unionOf } from '../../../../bench/fleet/union.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { MeasuresAccumulator } from '../../../../src/stats/measures.ts';

/** Answered by one of these instances in turn, each the next invocation. */
const samplesOf = (count: number, tookMs: (index: number) => number): Sample[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ target: 'api', phase: 'rate', repeat: 0, intendedAtMs: index, sentAtMs: index, connection: 'new', bytes: 1 },
    ...{ completedAtMs: index + tookMs(index), outcome: { kind: 'answered', status: 200 }, meters: {} },
    identity: { instanceId: `i-${index % 2}`, invocationId: Math.floor(index / 2) },
  }));

const notSent: Sample = {
  ...{ target: 'api', phase: 'rate', repeat: 0, intendedAtMs: 0, completedAtMs: 0, connection: 'new', bytes: 0 },
  ...{ outcome: { kind: 'not-sent', message: 'held back' }, meters: {} },
};

const measuresOf = (samples: readonly Sample[]) => {
  const measures = new MeasuresAccumulator();
  for (const sample of samples) measures.add(sample);
  return measures.finish();
};

// Times of 1 to 100 ms, and of 101 to 200 ms: the 100th of all 200 is 100 ms, and the 198th 198 ms.
const [quick, slow] = [samplesOf(100, (index) => index + 1), samplesOf(100, (index) => index + 101)];

it('ranks the samples of all: p99 is 198 ms; of the parts it is 99 and 199 ms, 149 ms on average', () => {
  expect(unionOf([...quick, ...slow])).toMatchObject({ p50: 100, p99: 198 });
  const { p50, p99 } = combined([measuresOf(quick), measuresOf(slow)]);
  expect(p50).toBeCloseTo(100, 0);
  expect(p99).toBeCloseTo(149, 0);
});

it('counts two instances that both parts have met, which added up are four', () => {
  expect(unionOf([...quick, ...slow]).instances).toBe(2);
  expect(combined([measuresOf(quick), measuresOf(slow)])).toMatchObject({ requests: 200, instances: 4 });
});

it('counts requests that were sent, and invocations that come twice', () => {
  expect(unionOf([...quick, notSent])).toMatchObject({ requests: 100, twice: 0 });
  expect(unionOf([...quick, ...quick.slice(0, 3)])).toMatchObject({ requests: 103, twice: 3 });
});

it('has the summary and the histogram of a run of the same samples, in any order', () => {
  const [one, other] = [unionOf([...quick, ...slow]), unionOf([...slow, ...quick])];
  expect(one.summary).toEqual(measuresOf([...quick, ...slow]).latencyMs.serviceTime.all);
  expect(one.distribution).toBe(other.distribution);
  expect(one.distribution).not.toBe(unionOf(quick).distribution);
});
