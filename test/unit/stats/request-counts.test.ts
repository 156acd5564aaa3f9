import { expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { MeasuresAccumulator } from '../../../src/stats/measures.ts';
import { answeredShare, recordedRequests, withoutAnswer } from '../../../src/stats/request-counts.ts';
import { targetResult } from '../experiment/target-result.ts';
import { sampleOf } from './sample-of.ts';

const message = 'x';
const measure = (samples: Iterable<Sample>) => {
  const measures = new MeasuresAccumulator();
  for (const sample of samples) measures.add(sample);
  return measures.finish();
};

it('of 100 requests, 60 were answered, 20 throttled, 15 timed out and 5 interrupted: 60 of 75 count, 0.8', () => {
  const none = targetResult('x').requests;
  const failures = { ...none.failures, interrupted: 5 };
  const requests = { ...none, sent: 100, answered: 60, throttled: 20, timedOut: 15, failed: 5, failures, notSent: 7 };
  expect(withoutAnswer(requests)).toBe(15);
  expect(answeredShare(requests)).toBe(0.8);
  expect(answeredShare(none)).toBe(1);
  expect(recordedRequests({ targets: [targetResult('a', { requests }), targetResult('b', { requests })] })).toBe(214);
});

it('that timed out or failed rank above every answer: of 100 answers, a timeout and a reset there is no p99; throttles do not count', () => {
  const of = (outcome: Outcome, ms = 1) => sampleOf({ sentAtMs: 0, completedAtMs: ms, outcome });
  const answers = Array.from({ length: 100 }, (_, n) => of({ kind: 'answered', status: 200 }, n + 1));
  const timeout = of({ kind: 'timed-out', afterMs: 5000 }, 5000);
  const others = [
    of({ kind: 'throttled', status: 429 }),
    of({ kind: 'interrupted' }),
    of({ kind: 'not-sent', message }),
  ];
  expect(measure([...answers, ...others]).latencyMs.serviceTime.all).toMatchObject({
    p90: expect.closeTo(90, 0),
    p99: expect.closeTo(99, 0),
  });
  const { serviceTime } = measure([...answers, ...others, timeout, of({ kind: 'reset', message })]).latencyMs;
  // Of 102: 0.9 * 102 = 91.8, and 0.99 * 102 = 100.98.
  expect(serviceTime.all).toMatchObject({ count: 100, p90: expect.closeTo(92, 0), max: 100 });
  expect(serviceTime.all).not.toHaveProperty('p99');
});
