import fc from 'fast-check';
import { expect, it } from 'vitest';
import { referenceOutcome } from './reference-model.ts';
import { type Outcome, randomSchedule } from './schedule.ts';
import { VirtualAccount } from './virtual-account.ts';

const counted = ({ fates }: Outcome): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const fate of fates) counts[fate] = (counts[fate] ?? 0) + 1;
  return counts;
};

/** Runs it both ways and compares all that is seen. */
function compare(seed: number, requests: number): Outcome {
  const schedule = randomSchedule(seed, requests);
  const account = new VirtualAccount(schedule);
  const seen = account.run(schedule.inputs);
  const expected = referenceOutcome(schedule);
  expect(counted(seen)).toEqual(counted(expected));
  expect(seen).toEqual(expected);
  expect(account.left()).toEqual({ inFlight: 0, onDemandAlive: 0 });
  return seen;
}

it('10,000 requests meet every rule, get one answer each, and what the reference model says', () => {
  const seen = compare(3, 10_000);
  expect(seen.answersAtMs.filter(({ length }) => length === 1)).toHaveLength(10_000);
  expect(Object.keys(counted(seen)).sort()).toEqual([
    'ConcurrentInvocationLimitExceeded',
    'FunctionInvocationRateLimitExceeded',
    'ReservedFunctionConcurrentInvocationLimitExceeded',
    'ReservedFunctionInvocationRateLimitExceeded',
    'cold',
    'provisioned',
    'warm',
  ]);
});

it('any account and any schedule', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      compare(seed, 1000);
    }),
    { numRuns: 10 },
  );
});
