export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Puts spans that overlap side by side: each on the lowest track that is free at its begin. `[0,10] [0,20] [10,30]` are
 * on tracks 0, 1, 0. As many tracks as there are spans at once.
 */
export function assignTracks(spans: readonly Span[]): number[] {
  const freeFromMs: number[] = [];
  const tracks = new Array<number>(spans.length);
  const order = spans.map((_, index) => index).sort((a, b) => begin(spans[a]) - begin(spans[b]));
  for (const index of order) {
    const span = spans[index];
    if (span === undefined) continue;
    const free = freeFromMs.findIndex((ms) => ms <= span.fromMs);
    const track = free === -1 ? freeFromMs.length : free;
    freeFromMs[track] = span.toMs;
    tracks[index] = track;
  }
  return tracks;
}

const begin = (span: Span | undefined): number => span?.fromMs ?? 0;
