import { expect, it } from 'vitest';
import { idlePeriods, type Look } from '../../../../src/experiment/study/idle-periods.ts';

const planned = { cell: 'all', round: 'first', run: 3, forcedBy: 'environment' } as const;

/** A call of 20 ms, sent at `atMs`, after an init of 100 ms where it started its environment. */
const look = (environmentId: string | undefined, atMs: number, isCold: boolean, more: Partial<Look> = {}): Look => ({
  ...{ sentAtEpochMs: atMs, clientMs: isCold ? 125 : 25, failure: undefined },
  invocation: {
    ...{ requestId: 'r', status: 'success', durationMs: 20, billedMs: 20, memorySizeMb: 512, maxMemoryUsedMb: 60 },
    ...(environmentId !== undefined && { environmentId }),
    ...(isCold && { initMs: 100 }),
  },
  ...more,
});

const brief = (samples: ReturnType<typeof idlePeriods>) =>
  samples.map(({ environmentId, values: { survived, idleMs, proactive } }) => [
    environmentId,
    survived,
    idleMs,
    proactive,
  ]);

it('finds an environment again by its name, whichever call it answers: a idled from 125 to 3,126 ms', () => {
  const first = [look('a', 0, true), look('b', 1, true)];
  const second = [look('c', 3125, true), look('a', 3126, false)];
  expect(brief(idlePeriods(planned, first, second))).toEqual([
    ['a', 1, 3001, 0],
    ['b', 0, 2999, 0],
  ]);
});

it('takes a call without an init for one that found an environment where environments have no names', () => {
  const first = [look(undefined, 0, true), look(undefined, 0, true)];
  const second = [look(undefined, 1125, false), look(undefined, 1125, true)];
  expect(brief(idlePeriods(planned, first, second)).map(([, survived]) => survived)).toEqual([1, 0]);
});

it('tells an init that no request waited for: longer than the whole call, or none of its own', () => {
  const first = [look('a', 0, true), look('b', 0, true)];
  const second = [look('c', 1125, true, { clientMs: 30 }), look('d', 1125, false)];
  expect(brief(idlePeriods(planned, first, second))).toEqual([
    ['a', 0, 1000, 1],
    ['b', 0, 1000, 1],
  ]);
});

it.each([
  ['an environment answered two', [look('a', 0, true), look('a', 30, false)], undefined],
  ['an environment was there', [look('a', 0, true), look('b', 0, false)], undefined],
  [
    'no answer within 2 s',
    undefined,
    [look('a', 1125, false), look('b', 1125, false, { failure: 'no answer within 2 s' })],
  ],
  [
    'the platform did not report',
    undefined,
    [look('a', 1125, false), look('b', 1125, false, { invocation: undefined })],
  ],
])('has an error for each environment: %s', (message, first, second) => {
  const samples = idlePeriods(
    planned,
    first ?? [look('a', 0, true), look('b', 0, true)],
    second ?? [look('a', 1125, false), look('b', 1125, false)],
  );
  expect(samples).toHaveLength(2);
  for (const { error, values } of samples) {
    expect(error).toContain(message);
    expect(values).toEqual({});
  }
});
