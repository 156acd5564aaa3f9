import { expect, test } from 'vitest';
import type { StudySample } from '../../../../src/model/study/study-sample.ts';
import { keyOfRun, plannedRuns, remaining } from '../../../../src/scenario/study/plan.ts';
import { protocolSchema } from '../../../../src/scenario/study/protocols.ts';

const cells = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));
const protocolWith = (fields: object) => protocolSchema.parse(fields);

test('6 cells, 2 rounds and 3 runs are 36 runs: every cell once before any cell comes again', () => {
  const runs = plannedRuns(protocolWith({ runs: 3, rounds: ['first', 'later'] }), cells);
  expect(runs).toHaveLength(36);
  for (let block = 0; block < 6; block += 1) {
    const of = runs.slice(6 * block, 6 * (block + 1));
    expect(of.map(({ cell }) => cell).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(new Set(of.map(({ round, run }) => `${round} ${run}`)).size).toBe(1);
  }
  expect(runs[18]).toMatchObject({ round: 'later', run: 1 });
});

test('the seed decides the order of the cells', () => {
  const order = (seed: number) =>
    plannedRuns(protocolWith({ runs: 2, seed }), cells)
      .map(({ cell }) => cell)
      .join('');
  expect(order(1)).toBe(order(1));
  expect(order(1)).not.toBe(order(2));
  expect(order(1).slice(0, 6)).not.toBe(order(1).slice(6));
});

test('two ways to force a cold start are two runs, which are not pooled', () => {
  const runs = plannedRuns(protocolWith({ runs: 1, force: ['environment', 'wait'] }), [{ id: 'a' }]);
  expect(runs.map(({ forcedBy }) => forcedBy).sort()).toEqual(['environment', 'wait']);
  expect(new Set(runs.map(keyOfRun)).size).toBe(2);
});

test('a run of which a sample is missing is repeated, and its samples are dropped', () => {
  const planned = plannedRuns(protocolWith({ runs: 2, warm: 1 }), [{ id: 'a' }]);
  const sample = (run: number, start: string): StudySample => ({
    ...{ cell: 'a', round: 'first', run, copy: 1, start, call: 1, forcedBy: 'environment', atEpochMs: 0, values: {} },
  });
  const recorded = [sample(1, 'cold'), sample(1, 'warm'), sample(2, 'cold')];
  const { kept, left } = remaining(planned, recorded, 2);
  expect(kept).toEqual(recorded.slice(0, 2));
  expect(left.map(({ run }) => run)).toEqual([2]);
});
