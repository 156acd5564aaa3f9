import { expect, test } from 'vitest';
import type { Sample } from '../../../../src/model/sample.ts';
import { toSampleLine } from '../../../../src/model/sample-line.ts';
import { SampleSelection } from '../../../../src/report/selection/selection.ts';
import { sampleOf } from '../../stats/sample-of.ts';

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

const failed = { outcome: { kind: 'reset', message: 'gone' } } as const;
const cold = { identity: { instanceId: 'i', invocationId: 1, coldStart: true } } as const;

test('of 1,000 requests the ends, the longest, 2 cold starts and 2 that failed are kept beside every 16th', () => {
  const all = samples('rate', 1000).map((sample, n) => ({
    ...sample,
    ...((n === 5 || n === 600) && cold),
    ...((n === 17 || n === 999) && failed),
    // The earliest of all, though it came back as the fourth.
    ...(n === 3 && { sentAtMs: -1, intendedAtMs: -1 }),
    // The longest, with 401.5 ms.
    ...(n === 501 && { sentAtMs: 100.5, intendedAtMs: 100.5 }),
    // After all others.
    ...(n === 998 && { completedAtMs: 1002 }),
  }));
  const { samples: even, notable, seen } = select(90, all);
  expect(seen).toBe(1000);
  expect(even.map((sample) => all.findIndex(({ completedAtMs }) => completedAtMs === sample.completedAtMs))).toEqual(
    Array.from({ length: 63 }, (_, n) => n * 16),
  );
  const places = notable?.samples.map((sample) => all.findIndex((one) => one.completedAtMs === sample.completedAtMs));
  // 999 is the last to be sent, and failed.
  expect(places).toEqual([3, 5, 17, 501, 600, 998, 999]);
  expect(notable?.totals).toEqual([{ target: 'lambda', phase: 'rate', sent: 1000, failed: 2, coldStarts: 2 }]);
});

test('of 1,000 that all failed 32 are kept, evenly, beside them the last, and all are counted', () => {
  const { samples: even, notable } = select(60, samples('rate', 1000, failed));
  // 1,000 / 32 = 31.25; of the failed at most 20: 1,000 / 64 = 15.6, those among the others.
  expect(even).toHaveLength(32);
  expect(notable?.samples.map(({ sentAtMs }) => sentAtMs)).toEqual([999]);
  expect(notable?.totals[0]).toMatchObject({ sent: 1000, failed: 1000, coldStarts: 0 });
});

test('a text that looks like the keys of a cold start or of an answer is none, and what was never sent is not noted', () => {
  const message = '","outcome":"answered","coldStart":true,"sentAtMs":-99,';
  const { sentAtMs: _, ...unsent } = sampleOf({ sentAtMs: 3, completedAtMs: 900, phase: 'rate' });
  const all = samples('rate', 100).map((sample, n) =>
    n === 33
      ? { ...sample, outcome: { kind: 'reset', message } as const }
      : n === 50
        ? { ...unsent, ...failed }
        : sample,
  );
  const { notable } = select(10, all);
  expect(notable?.totals).toEqual([{ target: 'lambda', phase: 'rate', sent: 99, failed: 1, coldStarts: 0 }]);
  expect(notable?.samples.map(({ sentAtMs }) => sentAtMs)).toEqual([33, 99]);
});

test('of other repeats than the first, which are not drawn one by one, nothing is noted', () => {
  const all = samples('a', 100, { repeat: 1, ...failed });
  expect(select(10, all).notable).toEqual({ samples: [], totals: [] });
});

test('of 65 instances with 100 requests each some are followed, with all their 100; an instance of 6,500 is not', () => {
  const of = (count: number) =>
    samples('rate', 6500).map((sample, n) => ({
      ...sample,
      identity: { instanceId: `"i",${n % count}`, invocationId: Math.floor(n / count) },
    }));
  const kept = ({ samples: even, notable }: ReturnType<typeof select>) => {
    const requests = new Map<string, number>();
    for (const { identity } of [...even, ...(notable?.samples ?? [])])
      requests.set(identity?.instanceId ?? '', (requests.get(identity?.instanceId ?? '') ?? 0) + 1);
    return [...requests.values()];
  };
  // 2,000 evenly, and half as many of those that are followed: 10 instances at the most.
  const whole = kept(select(2000, of(65))).filter((requests) => requests === 100).length;
  expect(whole).toBeGreaterThan(1);
  expect(whole).toBeLessThanOrEqual(10);
  expect(kept(select(2000, of(1)))[0]).toBeLessThanOrEqual(2004);
});
