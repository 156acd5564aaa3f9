import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { ValidationRow } from '../../../../src/model/plan/validation.ts';
import { basisAt, rangesOf, validatedRanges } from '../../../../src/planner/validation/ranges.ts';
import { validated } from '../../../../src/planner/validation/validated.ts';
import { validationMarkdown } from '../../../../src/report/validation/rows.ts';

const row = (changes: Partial<ValidationRow>): ValidationRow => ({
  ...{ check: 'steady', quantity: 'environments', of: 'one-per-environment', load: 30, unit: 'count' },
  ...{ given: 'schedule', predicted: 101, measured: 100, tolerance: 0.02 },
  ...changes,
});

const rangesOfRows = (...rows: ValidationRow[]) =>
  rangesOf({ date: '2026-11-30', machine: '2 CPUs', rows, discarded: [] });

it('a range goes from what was learned to what was measured, with the largest error', () => {
  const ranges = rangesOfRows(
    row({ learnedAt: 5 }),
    row({ quantity: 'mean environments', load: 320, learnedAt: 32, predicted: 98.5 }),
  );
  const error = expect.closeTo(0.015, 12);
  const place = { quantity: 'environments', of: 'one-per-environment', unit: 'in flight' };
  expect(ranges).toEqual([{ ...place, low: 5, high: 320, errorShare: error, source: 'rollcall validate, 2026-11-30' }]);
});

it('a prediction that was off by more than its limit ends the range below its load', () => {
  const server = { of: 'server', quantity: 'p99', unit: 'ms', learnedAt: 0.1, tolerance: 0.1 } as const;
  const [p50, p99] = [row({ ...server, quantity: 'p50', load: 0.5 }), row({ ...server, load: 0.8, predicted: 60 })];
  expect(rangesOfRows(p50, p99)).toMatchObject([
    { quantity: 'latency', of: 'server', low: 0.1, high: 0.5, unit: 'of a CPU' },
  ]);
  expect(rangesOfRows({ ...p50, predicted: 50 }, p99)).toEqual([]);
});

it('an error that chance explains ends no range, and plans quote both: 6 % and the 5 % that chance may have hidden; one beyond that does', () => {
  const high = { load: 60, learnedAt: 30, predicted: 106, sampling: 0.05 };
  expect(rangesOfRows(row({ learnedAt: 5 }), row(high))).toMatchObject([
    { low: 5, high: 60, errorShare: expect.closeTo(0.11, 12) },
  ]);
  expect(rangesOfRows(row({ learnedAt: 5 }), row({ ...high, sampling: 0.03 }))).toMatchObject([{ low: 5, high: 30 }]);
});

it('beyond what was checked, and for what nothing was checked of, a figure is extrapolated', () => {
  const [range] = validatedRanges.filter(
    ({ quantity, of }) => quantity === 'environments' && of === 'one-per-environment',
  );
  if (range === undefined) throw new Error('environments were not checked');
  expect(basisAt('environments', 'one-per-environment', range.high)).toBe('predicted');
  expect(basisAt('environments', 'one-per-environment', range.high + 1)).toBe('extrapolated');
  expect(basisAt('environments', 'one-per-environment', range.low - 1)).toBe('extrapolated');
  expect(basisAt('environments', 'shared', range.high)).toBe('extrapolated');
});

it('docs/validation.md shows the validation that plans quote', async () => {
  const docs = await readFile(new URL('../../../../docs/validation.md', import.meta.url), 'utf8');
  expect(docs).toContain(`\n${validationMarkdown(validated)}\n`);
  expect(validated.rows.length).toBeGreaterThan(0);
});
