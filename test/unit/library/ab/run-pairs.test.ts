import { expect, it } from 'vitest';
import { type PairRules, runPairs } from '../../../../src/library/ab/run-pairs.ts';
import type { RunResult } from '../../../../src/model/run-result.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result: madeUp } = makeRun();
const ofStatus = (status: RunResult['verdict']['status'], stated: Partial<RunResult> = {}): RunResult => ({
  ...madeUp,
  verdict: { ...madeUp.verdict, status, reasons: [], targets: [] },
  ...stated,
});
const valid = ofStatus('VALID');
const reason = {
  code: 'late-sends',
  status: 'INVALID',
  message: '9% were sent late',
  advice: 'use a core more',
} as const;
const invalid: RunResult = { ...valid, verdict: { ...valid.verdict, status: 'INVALID', reasons: [reason] } };

const refusals = { code: 'unanswered', status: 'INVALID', target: 'lambda', advice: 'see the log' } as const;
const [whole] = madeUp.targets;
/** 5 of 10 requests of its target failed. */
const failing: RunResult = {
  ...valid,
  targets: whole === undefined ? [] : [{ ...whole, requests: { ...whole.requests, sent: 10, answered: 5, failed: 5 } }],
  verdict: { ...valid.verdict, status: 'INVALID', reasons: [{ ...refusals, message: '5 of 10 were answered' }] },
};

interface Played {
  /** Of each run in turn; then `valid`. */
  readonly results?: readonly RunResult[];
  readonly runMs?: number;
  readonly decidesAfter?: number;
  /** The run that a signal interrupts. */
  readonly interruptedIn?: string;
}

/** In virtual time: each run takes `runMs`. */
async function play(
  rules: Partial<PairRules>,
  { results = [], runMs = 1000, decidesAfter, interruptedIn }: Played = {},
) {
  const stop = new AbortController();
  const order: string[] = [];
  let nowMs = 0;
  const given = { maxPairs: 3, budgetMs: 1e9, plannedRunMs: 0, signal: stop.signal, now: () => nowMs, ...rules };
  const pairs = await runPairs(given, {
    fire: async (side, number) => {
      const name = `${side}/${number}`;
      nowMs += runMs;
      order.push(name);
      if (name === interruptedIn) stop.abort();
      const result = name === interruptedIn ? { ...valid, status: 'interrupted' as const } : results[order.length - 1];
      return { name, directory: name, result: result ?? valid };
    },
    onLeftOut: () => {},
    decides: ({ base }) => base.length === decidesAfter,
  });
  const names = (side: 'base' | 'head') => pairs[side].map(({ name }) => name);
  return { order, base: names('base'), head: names('head'), leftOut: pairs.leftOut, ending: pairs.ending };
}

it('runs the sides in the order A B, B A, A B, until the most pairs', async () => {
  const { order, ending, base, head } = await play({});
  expect(order).toEqual(['base/1', 'head/1', 'head/2', 'base/2', 'base/3', 'head/3']);
  expect({ ending, base, head }).toEqual({
    ...{ ending: 'max-pairs', base: ['base/1', 'base/2', 'base/3'], head: ['head/1', 'head/2', 'head/3'] },
  });
});

it('ends after the pair that decides', async () => {
  expect(await play({}, { decidesAfter: 2 })).toMatchObject({ ending: 'decided', base: ['base/1', 'base/2'] });
});

it('makes an INVALID run again at once, and names it with its reason', async () => {
  const { order, leftOut, base, head } = await play({ maxPairs: 1 }, { results: [invalid] });
  expect(order).toEqual(['base/1', 'base/2', 'head/1']);
  expect({ base, head }).toEqual({ base: ['base/2'], head: ['head/1'] });
  expect(leftOut).toEqual([{ name: 'base/1', why: 'is INVALID: 9% were sent late' }]);
});

it('ends after three INVALID runs in a row of one side; the run before it then has no counterpart', async () => {
  const { ending, base, leftOut } = await play({}, { results: [valid, invalid, invalid, invalid] });
  expect({ ending, base }).toEqual({ ending: 'invalid-runs', base: [] });
  expect(leftOut.map(({ name }) => name)).toEqual(['head/1', 'head/2', 'head/3', 'base/1']);
  expect(leftOut.at(-1)?.why).toBe('has no counterpart in its pair');
});

it('counts a run whose target fails its requests, of either side, and does not make it again', async () => {
  const { order, leftOut, base, head } = await play({ maxPairs: 2 }, { results: [valid, failing, failing, failing] });
  expect(order).toEqual(['base/1', 'head/1', 'head/2', 'base/2']);
  expect({ base, head, leftOut }).toEqual({ base: ['base/1', 'base/2'], head: ['head/1', 'head/2'], leftOut: [] });
});

it('ends after three pairs in a row whose base fails its requests: there is nothing to compare with', async () => {
  const results = [failing, valid, valid, failing, failing, valid];
  expect(await play({ maxPairs: 5 }, { results })).toMatchObject({ ending: 'failing-base', order: { length: 6 } });
  expect(await play({ maxPairs: 5 }, { results: [failing, valid, valid, failing] })).toMatchObject({
    ending: 'max-pairs',
  });
});

const aborted = { condition: 'no answers for 5s', message: 'no answers for 5 s', atMs: 5000 };
const endedEarly: RunResult = { ...valid, status: 'interrupted', aborted };

it('does not count a run with one INVALID target', async () => {
  const [target] = madeUp.targets;
  const targets = [{ name: target?.name ?? '', status: 'INVALID' as const }];
  const oneInvalid = { ...valid, verdict: { ...valid.verdict, status: 'SUSPECT' as const, targets } };
  const { leftOut } = await play({ maxPairs: 1 }, { results: [oneInvalid, valid] });
  expect(leftOut).toEqual([{ name: 'base/1', why: 'is INVALID' }]);
});

it('counts a run that a condition of abortOn ended, as that is what the code did; three bases in a row end it', async () => {
  const once = await play({ maxPairs: 1 }, { results: [valid, endedEarly] });
  expect(once).toMatchObject({ leftOut: [], head: ['head/1'], ending: 'max-pairs' });
  // base, head, head, base, base, head.
  const results = [endedEarly, valid, valid, endedEarly, endedEarly, valid];
  expect(await play({ maxPairs: 5 }, { results })).toMatchObject({ ending: 'failing-base', order: { length: 6 } });
  const late: RunResult = { ...endedEarly, verdict: invalid.verdict };
  expect((await play({ maxPairs: 1 }, { results: [valid, late] })).leftOut).toEqual([
    { name: 'head/1', why: 'is INVALID: 9% were sent late' },
  ]);
});

it.each([
  // Pairs end at 2, 4 and 6 s.
  ['6 s are enough for 3 pairs of 2 s', 6000, ['base/1', 'base/2', 'base/3'], 'max-pairs'],
  ['5.9 s are enough for 2', 5900, ['base/1', 'base/2'], 'budget'],
])('does not begin what would end beyond the budget: %s', async (_, budgetMs, base, ending) => {
  expect(await play({ budgetMs, plannedRunMs: 1000 })).toMatchObject({ base, ending });
});

it('makes no run if the plan says that a pair takes longer than the budget', async () => {
  // 2 x 1000 ms.
  expect(await play({ budgetMs: 1999, plannedRunMs: 1000 })).toMatchObject({ order: [], ending: 'budget' });
});

it('keeps the pairs of an interrupted experiment, and counts neither the interrupted run nor the one before it', async () => {
  const { base, head, leftOut, ending } = await play({}, { interruptedIn: 'base/2' });
  expect({ base, head, ending }).toEqual({ base: ['base/1'], head: ['head/1'], ending: 'interrupted' });
  expect(leftOut).toEqual([
    { name: 'base/2', why: 'was interrupted' },
    { name: 'head/2', why: 'has no counterpart in its pair' },
  ]);
});
