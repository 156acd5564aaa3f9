import { expect, it } from 'vitest';
import type { Sample } from '../../../../../src/model/sample.ts';
import { growthOf } from '../../../../../src/report/sections/concurrency/growth.ts';
import { assembled, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

const common = {
  target: 'lambda',
  phase: 'stairs',
  queueMs: 0,
  cpuMs: 1,
  waitingMs: 9,
  rssMb: 50,
  scope: 'call',
} as const;
const call = (burst: number, instanceId: string, invocationId: number): Sample =>
  answered({ ...common, burst, sentAtMs: burst * 100, instanceId, invocationId, cold: invocationId === 1 });

/** A burst of 3 on a, b, c; then one of 1 on a again. */
const samples = [call(0, 'a', 1), call(0, 'b', 1), call(0, 'c', 1), call(1, 'a', 2)];
const { result } = assembled([targetOf('lambda', 'local-lambda', samples)], samples);

it('took 1 environment for the burst of one, none of them cold, and 3 cold ones for the burst of three', () => {
  expect(growthOf(result, samples)).toEqual([
    {
      target: 'lambda',
      bursts: [
        { phase: 'stairs', size: 1, environments: 1, coldStarts: 0 },
        { phase: 'stairs', size: 3, environments: 3, coldStarts: 3 },
      ],
    },
  ]);
});

it('says nothing of bursts of one size, nor where a request is missing', () => {
  const one = samples.slice(0, 3);
  expect(growthOf(assembled([targetOf('lambda', 'local-lambda', one)], one).result, one)).toEqual([]);
  expect(growthOf(result, samples.slice(1))).toEqual([]);
});
