import { expect, it } from 'vitest';
import type { SampleLine } from '../../../../src/model/sample-line.ts';
import { rollLine } from '../../../../src/report/data/roll-line.ts';

const sample: SampleLine = {
  ...{ target: 'lambda', phase: 'burst', repeat: 1, intendedAtMs: 9, sentAtMs: 10.2, completedAtMs: 2489.6 },
  ...{ outcome: 'answered', instanceId: '6f9c', invocationId: 3, connection: 'new', bytes: 61 },
};

it('prints an answer as the experiment of 2018 did, from its send: 2489.6 - 10.2 = 2479 ms', () => {
  expect(rollLine(sample)).toBe('6f9c,3,lambda,burst,2479\n');
});

it('quotes a name that would be two fields', () => {
  expect(rollLine({ ...sample, instanceId: 'a,b' })).toBe('"a,b",3,lambda,burst,2479\n');
});

it('has no line for a request without an answer, and for an answer without a name', () => {
  expect(rollLine({ ...sample, outcome: 'throttled' })).toBeUndefined();
  const { instanceId, ...unnamed } = sample;
  expect([instanceId, rollLine(unnamed)]).toEqual(['6f9c', undefined]);
});
