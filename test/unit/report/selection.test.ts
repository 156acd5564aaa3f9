import { expect, test } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { toSampleLine } from '../../../src/model/sample-line.ts';
import { SampleSelection } from '../../../src/report/selection.ts';
import { sampleOf } from '../stats/sample-of.ts';

const samples = (phase: string, count: number, more: Partial<Sample> = {}): Sample[] =>
  Array.from({ length: count }, (_, n) => ({ ...sampleOf({ sentAtMs: n, completedAtMs: n + 1, phase }), ...more }));

const select = (most: number, all: readonly Sample[]) => {
  const selection = new SampleSelection(most);
  for (const sample of all) selection.add(toSampleLine(sample));
  return selection.finish();
};

test('few samples are all kept, as they came', () => {
  const all = [...samples('a', 3, { burst: 0 }), ...samples('b', 2)];
  expect(select(5, all)).toEqual({ samples: all, seen: 5 });
});

test('of 1,000 requests beside a burst of 10, at most 100 are kept: the burst whole, of the others every 16th', () => {
  const all = [...samples('rate', 1000), ...samples('burst', 10, { burst: 1 })];
  const { samples: kept, seen } = select(100, all);
  expect(seen).toBe(1010);
  expect(kept.filter(({ phase }) => phase === 'burst')).toHaveLength(10);
  // 1,000 / 8 = 125 are too many, 1,000 / 16 = 62.5 are not: those that came 1st, 17th, 33rd ...
  expect(kept.filter(({ phase }) => phase === 'rate').map(({ sentAtMs }) => sentAtMs)).toEqual(
    Array.from({ length: 63 }, (_, n) => n * 16),
  );
});

test('the phases with the most requests give way first, and repeats count apart', () => {
  const all = [...samples('a', 60), ...samples('a', 20, { repeat: 1 })];
  const { samples: kept } = select(50, all);
  expect(kept.filter(({ repeat }) => repeat === 1)).toHaveLength(20);
  expect(kept.filter(({ repeat }) => repeat === 0)).toHaveLength(30);
});
