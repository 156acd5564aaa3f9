import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assignTracks } from '../../../../src/report/charts/tracks.ts';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });

it('puts 0-10, 0-20 and 10-30 on tracks 0, 1 and 0', () => {
  expect(assignTracks([span(0, 10), span(0, 20), span(10, 30)])).toEqual([0, 1, 0]);
});

it('keeps the order of the spans in its answer, whatever the order of time', () => {
  expect(assignTracks([span(10, 30), span(0, 20), span(0, 5)])).toEqual([0, 1, 0]);
});

it('puts what began within one millisecond in the order of its end: sent at 0.3 and done at 10 before 0.1 and 20', () => {
  expect(assignTracks([span(0.1, 20), span(0.3, 10)])).toEqual([1, 0]);
});

it('never lets two spans overlap on a track', () => {
  const spans = fc.array(
    fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 })).map(([from, length]) => span(from, from + length)),
  );
  fc.assert(
    fc.property(spans, (all) => {
      const tracks = assignTracks(all);
      all.forEach((a, i) => {
        all.forEach((b, j) => {
          if (i < j && tracks[i] === tracks[j]) expect(a.toMs <= b.fromMs || b.toMs <= a.fromMs).toBe(true);
        });
      });
    }),
  );
});
