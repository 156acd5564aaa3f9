import { expect, it } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { connectingMs, partsOf } from '../../../src/stats/service-time-parts.ts';
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

it('splits 1119 ms of a cold call, its first byte 0.3 ms before its last, into 39.7 dispatch, 70 init, 9 CPU, 1000 waiting and 0.3 receiving', () => {
  expect(ofParts(answered(call))).toEqual([
    ['queue', 39.7],
    ['init', 70],
    ['cpu', 9],
    ['waiting', 1000],
    ['receive', 0.3],
  ]);
});

it('has no init in a warm call, although its instance tells one', () => {
  expect(ofParts(answered({ ...call, cold: false }))).toEqual([
    ['queue', 39.7],
    ['cpu', 9],
    ['waiting', 1000],
    ['receive', 0.3],
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
    ['queue', 109.7],
    ['handler', 1009],
    ['receive', 0.3],
  ]);
});

it('gives a failed request one part, and one that was never sent none', () => {
  const failed: Sample = { ...answered(call), outcome: { kind: 'timed-out', afterMs: 1119 } };
  expect(ofParts(failed)).toEqual([['failed', 1119]]);
  const { sentAtMs: _, ...unsent } = failed;
  expect(partsOf(unsent)).toEqual([]);
});

it('of a long answer: 30 of the 40 ms beside handler and init are from its first byte to its last; a streaming handler was not done yet', () => {
  const whole = answered(call);
  expect(ofParts({ ...whole, firstByteAtMs: whole.completedAtMs - 30 })).toEqual([
    ['queue', 10],
    ['init', 70],
    ['cpu', 9],
    ['waiting', 1000],
    ['receive', 30],
  ]);
  expect(ofParts({ ...whole, firstByteAtMs: whole.completedAtMs - 500 })).toEqual([
    ['init', 70],
    ['cpu', 9],
    ['waiting', 1000],
    ['receive', 40],
  ]);
  const { firstByteAtMs: _, ...unseen } = whole;
  expect(ofParts(unseen)[0]).toEqual(['queue', 40]);
});

it('due at 99.8, connected at 102, TLS done at 105: 2.2 ms without TLS, 5.2 with, and none of it for a reused connection', () => {
  const reused = answered(call);
  expect(connectingMs(reused)).toBeUndefined();
  expect(connectingMs({ ...reused, connectedAtMs: 102 })).toBeCloseTo(2.2, 9);
  expect(connectingMs({ ...reused, connectedAtMs: 102, tlsDoneAtMs: 105 })).toBeCloseTo(5.2, 9);
});
