import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BilledLine, BillingRule } from '../../../src/billing/billing-rules.ts';
import { Reconciliation } from '../../../src/billing/reconcile.ts';

type Line = BilledLine & { readonly requestId: string };
const times: Record<BillingRule, number> = {
  '100ms': Date.UTC(2020, 4, 26),
  '1ms': Date.UTC(2023, 4, 26),
  '1ms-with-init': Date.UTC(2026, 4, 26),
};

/** By hand: whole hundredths, so that nothing depends on the rounding that is tested. */
function billedOf(rule: BillingRule, hundredths: number, initHundredths: number): number {
  if (rule === '100ms') return Math.floor((hundredths + 9999) / 10_000) * 100;
  const billed = rule === '1ms' ? hundredths : hundredths + initHundredths;
  return Math.floor((billed + 99) / 100);
}

const calls = fc.array(fc.record({ duration: fc.nat(500_000), init: fc.option(fc.nat(300_000)) }), { minLength: 1 });
const lines = (rule: BillingRule, of: { duration: number; init: number | null }[], at: boolean): Line[] =>
  of.map(({ duration, init }, index) => ({
    ...{ requestId: `r${index}`, durationMs: duration / 100, status: 'success' as const },
    billedMs: billedOf(rule, duration, init ?? 0),
    ...(init !== null && { initMs: init / 100 }),
    ...(at && { atEpochMs: times[rule] }),
    ...(at && rule === '1ms' && { runtime: 'python:3.11.v1' }),
  }));

function reconciled(log: readonly Line[], rule?: BillingRule) {
  const reconciliation = new Reconciliation<Line>(rule);
  for (const line of log) reconciliation.add(line);
  return reconciliation.finish();
}

describe.each(['100ms', '1ms', '1ms-with-init'] as const)('a log of the era of %s', (rule) => {
  test('that is clean passes, by its times, and by the rule that is given', () => {
    fc.assert(
      fc.property(calls, (of) => {
        expect(reconciled(lines(rule, of, true))).toMatchObject({
          mismatched: 0,
          rules: [{ rule, because: 'time', lines: of.length }],
        });
        expect(reconciled(lines(rule, of, false), rule)).toMatchObject({
          mismatched: 0,
          rules: [{ because: 'given' }],
        });
        expect(reconciled(lines(rule, of, false)).mismatched).toBe(0);
      }),
    );
  });

  test('and is 1 ms off on any line passes as well', () => {
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.constantFrom(-1, 0, 1)), (of, off) => {
        const log = lines(rule, of, true).map((line) => ({
          ...line,
          billedMs: line.billedMs + (off.next().value ?? 0),
        }));
        expect(reconciled(log).mismatched).toBe(0);
      }),
    );
  });

  test('names planted errors, each with its difference', () => {
    const planted = fc.oneof(fc.integer({ min: 2, max: 5000 }), fc.integer({ min: -5000, max: -2 }));
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.option(planted)), (of, errors) => {
        const wrong: [string, number][] = [];
        const log = lines(rule, of, true).map((line) => {
          const error = errors.next().value;
          if (error === null || error === undefined) return line;
          wrong.push([line.requestId, error]);
          return { ...line, billedMs: line.billedMs + error };
        });
        const told = reconciled(log);
        expect(told.mismatches.map(({ line, differenceMs }) => [line.requestId, differenceMs])).toEqual(wrong);
        const above = wrong.reduce((sum, [, error]) => sum + Math.max(0, error), 0);
        expect([told.aboveMs, told.mismatched]).toEqual([above, wrong.length]);
        expect(told.belowMs).toBe(above - wrong.reduce((sum, [, error]) => sum + error, 0));
      }),
    );
  });
});

describe('without a time', () => {
  const cold = { duration: 1250, init: 10_055 };

  test.each([
    ['100ms', 100],
    ['1ms', 13],
    // 12.50 + 100.55 = 113.05
    ['1ms-with-init', 114],
  ] as const)(
    'a log that follows %s is known by it: 12.50 ms after an init of 100.55 ms billed as %i',
    (rule, billed) => {
      const log = lines(rule, Array(10).fill(cold), false);
      expect(log[0]?.billedMs).toBe(billed);
      expect(reconciled(log)).toMatchObject({ rules: [{ rule, because: 'fit', lines: 10, mismatched: 0 }] });
    },
  );

  test('one line of ten that follows another rule does not change it, and says which one it follows', () => {
    const log = [...lines('1ms-with-init', Array(9).fill(cold), false), ...lines('1ms', [cold], false)];
    const { rules, mismatches } = reconciled(log);
    expect(rules).toEqual([{ rule: '1ms-with-init', because: 'fit', lines: 10, mismatched: 1 }]);
    expect(mismatches).toMatchObject([{ differenceMs: 13 - 114, follows: '1ms' }]);
  });

  test('a log of warm calls only fits two rules: the newest is named', () => {
    expect(reconciled(lines('1ms', Array(3).fill({ duration: 250, init: null }), false)).rules).toMatchObject([
      { rule: '1ms-with-init', mismatched: 0 },
    ]);
  });

  test('between the eras, a runtime that is not told is inferred for these lines alone', () => {
    const between = lines('1ms', [cold, cold], true).map(({ runtime: _, ...line }) => line);
    const after = lines('1ms-with-init', [cold], true);
    expect(reconciled([...between, ...after]).rules).toEqual([
      { rule: '1ms', because: 'fit', lines: 2, mismatched: 0 },
      { rule: '1ms-with-init', because: 'time', lines: 1, mismatched: 0 },
    ]);
  });
});

describe('time and bill', () => {
  test('an init of 100.55 ms that is not billed, 12.50 ms billed as 13: 100.05 ms in no bill', () => {
    expect(reconciled(lines('1ms', [{ duration: 1250, init: 10_055 }], true))).toMatchObject({
      ...{ unbilledMs: 100.05, beyondMs: 0, initBilledMs: 0 },
    });
  });

  test('the same billed as 114: 0.95 ms beyond, all of the init billed', () => {
    expect(reconciled(lines('1ms-with-init', [{ duration: 1250, init: 10_055 }], true))).toMatchObject({
      ...{ unbilledMs: 0, beyondMs: 0.95, initBilledMs: 100.55 },
    });
  });

  test('a restore without its billed part is counted, and held against no rule', () => {
    const restore: Line = { requestId: 'r', durationMs: 13.82, billedMs: 129, restoreMs: 204.27, status: 'success' };
    expect(reconciled([restore])).toMatchObject({ lines: 1, unjudged: 1, mismatched: 0, rules: [], unbilledMs: 89.09 });
  });
});
