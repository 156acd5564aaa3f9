import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ValidationRow } from '../../../../src/model/plan/validation.ts';
import { basisAt, rangesOf, validatedRanges, whyBeyond } from '../../../../src/planner/validation/ranges.ts';
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
  const at = (inFlight: number) => ({ inFlight, call: { ms: 1000, cpuMs: 1 } });
  expect(basisAt('environments', 'one-per-environment', at(range.high))).toBe('predicted');
  expect(basisAt('environments', 'one-per-environment', at(range.high + 1))).toBe('extrapolated');
  expect(basisAt('environments', 'one-per-environment', at(range.low - 1))).toBe('extrapolated');
  expect(basisAt('environments', 'shared', at(range.high))).toBe('extrapolated');
});

describe('calls of 160 ms with 2 ms of CPU and of 8 s with 1 ms, and 5 % further: 152 ms to 8.4 s, up to 2.1 ms', () => {
  const short = { load: 30, learnedAt: 5, call: { ms: 160, cpuMs: 2 } };
  const long = { load: 320, learnedAt: 50, call: { ms: 8000, cpuMs: 1 } };
  const ranges = rangesOfRows(
    ...[row(short), row(long)],
    ...[row({ ...short, quantity: 'p50', unit: 'ms' }), row({ ...long, quantity: 'p99', unit: 'ms' })],
    ...[row({ ...short, quantity: 'cost' }), row({ ...long, quantity: 'memory', unit: 'MB' })],
  );
  type At = Parameters<typeof whyBeyond>[2];
  const why = (quantity: Parameters<typeof whyBeyond>[0], call: At['call'], inFlight = 100) =>
    whyBeyond(quantity, 'one-per-environment', { inFlight, call }, ranges);

  it('inside of all of them, nothing is beyond', () => {
    const inside = { ms: 1000, cpuMs: 2, heldBackMs: 0 };
    expect([why('environments', inside), why('latency', inside), why('memory', inside)]).toEqual([[], [], []]);
    expect(why('environments', { ms: 152, cpuMs: 2.1 })).toEqual([]);
  });

  it('a call of 100 ms or of 9 s is beyond in every figure, also in memory, which is that of environments', () => {
    const words = (ms: string) => [`a call takes ${ms} (checked: 152 ms to 8,400 ms)`];
    for (const quantity of ['environments', 'latency', 'memory'] as const) {
      expect(why(quantity, { ms: 100, cpuMs: 2 })).toEqual(words('100 ms'));
      expect(why(quantity, { ms: 9000, cpuMs: 2 })).toEqual(words('9,000 ms'));
    }
    // Costs were checked with the short calls only, at 5 to 30 in flight: 152 to 168 ms.
    expect(why('cost', { ms: 1000, cpuMs: 2 }, 20)).toEqual(['a call takes 1,000 ms (checked: 152 ms to 168 ms)']);
    expect(why('cost', { ms: 160, cpuMs: 2 }, 31)).toEqual(['31 requests in flight (checked: 5 to 30)']);
  });

  it('more CPU is beyond, unless the time was measured at this size, which has it', () => {
    const words = ['a call needs 10.0 ms of CPU (checked: up to 2.10 ms)'];
    expect([why('latency', { ms: 1000, cpuMs: 10 }), why('environments', { ms: 1000, cpuMs: 10 })]).toEqual([
      words,
      words,
    ]);
    expect(why('latency', { ms: 1000 })).toEqual([]);
    expect(why('latency', undefined)).toEqual(['the time of a call is not known']);
  });

  it('4 of 200 ms that a small size holds back are inside, and 5 are not', () => {
    expect(why('latency', { ms: 200, cpuMs: 2, heldBackMs: 4 })).toEqual([]);
    expect(why('latency', { ms: 200, cpuMs: 2, heldBackMs: 5 })).toEqual([
      'less than a vCPU makes up to 2.5% of a call (checked: one vCPU)',
    ]);
  });

  it('40 in flight are inside for environments, and beyond for memory, which was learned at 50; cold starts have no range', () => {
    const call = { ms: 1000, cpuMs: 1 };
    expect(why('environments', call, 40)).toEqual([]);
    expect(why('memory', call, 40)).toEqual(['40 requests in flight (checked: 50 to 320)']);
    expect(why('coldStarts', call, 40)).toEqual(['no check has it']);
  });
});

it('docs/validation.md shows the validation that plans quote', async () => {
  const docs = await readFile(new URL('../../../../docs/validation.md', import.meta.url), 'utf8');
  expect(docs).toContain(`\n${validationMarkdown(validated)}\n`);
  expect(validated.rows.length).toBeGreaterThan(0);
});
