import type { Span } from '../../stats/instances/steps.ts';

/**
 * Puts spans that overlap side by side: each on the lowest track that is free at its begin. `[0,10] [0,20] [10,30]` are
 * on tracks 0, 1, 0. As many tracks as there are spans at once, give or take
 * what begins within one millisecond.
 */
export function assignTracks(spans: readonly Span[]): number[] {
  const freeFromMs: number[] = [];
  const tracks = new Array<number>(spans.length);
  const order = spans.map((span, index) => ({ span, index })).sort((a, b) => inOrder(a.span, b.span));
  for (const { span, index } of order) {
    const free = freeFromMs.findIndex((ms) => ms <= span.fromMs);
    const track = free === -1 ? freeFromMs.length : free;
    freeFromMs[track] = span.toMs;
    tracks[index] = track;
  }
  return tracks;
}

/** What begins within the same millisecond was released together: then the first to end comes first. */
const inOrder = (a: Span, b: Span): number => Math.floor(a.fromMs) - Math.floor(b.fromMs) || a.toMs - b.toMs;
