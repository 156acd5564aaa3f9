import { expect, it } from 'vitest';
import { withoutWarmUps } from '../../../../src/experiment/observe/warm-phase.ts';
import { invocationOf } from '../../billing/invocation-of.ts';

it('leaves out the invocations that began before phases that start warm, and no others', () => {
  const invocations = [5, 10, 15, 20, 21, 40, 45].map((startedAtEpochMs) => invocationOf({ startedAtEpochMs }));
  const account = { invocations, environmentEvents: [] };
  const warmUps = [
    { fromEpochMs: 10, toEpochMs: 20 },
    { fromEpochMs: 40, toEpochMs: 44 },
  ];
  const kept = withoutWarmUps(account, warmUps).invocations.map(({ startedAtEpochMs }) => startedAtEpochMs);
  expect(kept).toEqual([5, 21, 45]);
});
