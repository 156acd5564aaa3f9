import { expect, it } from 'vitest';
import type { StudySample } from '../../../../../src/model/study/study-sample.ts';
import { idleLives } from '../../../../../src/stats/study/life/idle-life.ts';

const waits = [1000, 3000];
const waitOf = (run: number) => waits[(run - 1) % waits.length] ?? 0;

const sample = (run: number, survived: 0 | 1, more: Partial<StudySample> = {}): StudySample => ({
  ...{ cell: 'all', round: 'first', run, copy: 1, start: 'idle', call: 1, forcedBy: 'environment', atEpochMs: 0 },
  values: { idleMs: waitOf(run) + 2, survived, proactive: 0 },
  ...more,
});

it('counts each wait over its runs: all 2 there after 1 s, 1 of 3 after 3 s, one of the others proactively replaced', () => {
  const samples = [
    ...[sample(1, 1), sample(3, 1), sample(2, 1), sample(2, 0)],
    sample(4, 0, { values: { idleMs: 3002, survived: 0, proactive: 1 } }),
    sample(4, 0, { error: 'no answer within 2 s', values: {} }),
  ];
  const [life, ...others] = idleLives(samples, waitOf);
  expect(others).toEqual([]);
  expect(life?.waits).toEqual([
    {
      waitMs: 1000,
      idleMs: { low: 1002, high: 1002 },
      there: 2,
      gone: 0,
      proactive: 0,
      share: { estimate: 1, low: expect.closeTo(0.342, 3), high: 1 },
    },
    {
      ...{ waitMs: 3000, idleMs: { low: 3002, high: 3002 }, there: 1, gone: 2, proactive: 1 },
      share: { estimate: 1 / 3, low: expect.closeTo(0.0615, 3), high: expect.closeTo(0.7923, 3) },
    },
  ]);
});

it('keeps rounds apart: 1 s and 3 s are the bounds of the first, and nothing bounds the second', () => {
  const lives = idleLives(
    [sample(1, 1), sample(2, 0), sample(1, 1, { round: 'later' }), sample(2, 1, { round: 'later' })],
    waitOf,
  );
  expect(lives.map(({ round, models: [best] }) => [round, best?.kind, best?.low, best?.high])).toEqual([
    ['first', 'fixed', 1002, 3002],
    ['later', undefined, undefined, undefined],
  ]);
});
