import { expect, it } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { partsOf } from '../../../src/report/parts.ts';
import { answered } from '../../fixtures/report/make-samples.ts';

const call = {
  ...{
    target: 'lambda',
    phase: 'burst',
    instanceId: 'a',
    invocationId: 1,
    sentAtMs: 100,
    rssMb: 50,
    scope: 'call' as const,
  },
  ...{ cold: true, queueMs: 40, initMs: 70, cpuMs: 9, waitingMs: 1000 },
} as const;

const ofParts = (sample: Sample) => partsOf(sample).map(({ kind, ms }) => [kind, Math.round(ms * 1000) / 1000]);

it('splits 1119 ms of a cold call into 40 dispatch, 70 init, 9 CPU and 1000 waiting', () => {
  expect(ofParts(answered(call))).toEqual([
    ['queue', 40],
    ['init', 70],
    ['cpu', 9],
    ['waiting', 1000],
  ]);
});

it('has no init in a warm call, although its instance tells one', () => {
  expect(ofParts(answered({ ...call, cold: false }))).toEqual([
    ['queue', 40],
    ['cpu', 9],
    ['waiting', 1000],
  ]);
});

it('never gives parts that are more than the whole: init 70 told, but only 30 ms left beside the handler', () => {
  const sample = { ...answered(call), completedAtMs: 100 + 30 + 1009 };
  expect(ofParts(sample)).toEqual([
    ['init', 30],
    ['cpu', 9],
    ['waiting', 1000],
  ]);
});

it('keeps together what was not told apart', () => {
  const whole = answered(call);
  expect(ofParts({ ...whole, meters: {} })).toEqual([['service', 1119]]);
  expect(ofParts({ ...whole, meters: { handlerMs: 1009 } })).toEqual([
    ['queue', 110],
    ['handler', 1009],
  ]);
});

it('gives a failed request one part, and one that was never sent none', () => {
  const failed: Sample = { ...answered(call), outcome: { kind: 'timed-out', afterMs: 1119 } };
  expect(ofParts(failed)).toEqual([['failed', 1119]]);
  const { sentAtMs: _, ...unsent } = failed;
  expect(partsOf(unsent)).toEqual([]);
});
