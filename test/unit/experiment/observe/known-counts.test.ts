import { expect, it } from 'vitest';
import { knownCounts } from '../../../../src/experiment/observe/environments.ts';
import { MeasuresAccumulator } from '../../../../src/stats/measures.ts';
import { sampleOf } from '../../stats/sample-of.ts';

function countsOf(...samples: Partial<Parameters<typeof sampleOf>[0]>[]) {
  const measures = new MeasuresAccumulator();
  for (const sample of samples) measures.add(sampleOf({ sentAtMs: 0, completedAtMs: 9, ...sample }));
  return knownCounts(measures.finish());
}

it('answers that name no instance have no counts, not 0', () => {
  const counts = countsOf({}, {});
  expect(counts).toEqual({ identifiedBy: 'answers', list: [] });
});

it('one name among them is a count, and so is 0 where nothing was answered', () => {
  expect(countsOf({}, { identity: { instanceId: 'a' } })).toMatchObject({ distinct: 1, reused: 0, peakAlive: 1 });
  expect(countsOf({ outcome: { kind: 'timed-out', afterMs: 9 } })).toMatchObject({ distinct: 0, reused: 0 });
});
