import type { Sample } from '../../../model/sample.ts';
import type { Part } from '../../../stats/service-time-parts.ts';
import type { Rank } from './ranked.ts';

export interface Bar {
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: readonly Part[];
  /** More than 1: so close together that they are drawn as one, without parts. */
  readonly requests: number;
  readonly failed: number;
  readonly coldStarts: number;
  readonly rank: Rank;
  readonly sample: Sample;
}

/** Bars nearer than this share of the axis cannot be seen as two on a screen. */
const finestShare = 1 / 800;

/**
 * Joins more and more neighbors of one row until bars are few enough. What is notable stays alone: first cold starts are given
 * up, then failed requests, the ends of the phase and its longest request never.
 */
export function fewerBars(bars: readonly Bar[], most: number, spanMs: number): readonly Bar[] {
  let few = bars;
  for (const alone of [1, 2, 3] as const) {
    let nearestMs = spanMs * finestShare;
    // After ten doublings bars are joined across the whole axis.
    for (let doubling = 0; doubling <= 10 && few.length > most; doubling += 1, nearestMs *= 2)
      few = joined(few, nearestMs, alone);
  }
  return few;
}

/** Bars on one row with less than `nearestMs` between them become one, but for those of the rank `alone` or above. */
function joined(bars: readonly Bar[], nearestMs: number, alone: Rank): Bar[] {
  const joined: Bar[] = [];
  const last = new Map<number, number>();
  for (const bar of [...bars].sort((a, b) => a.fromMs - b.fromMs)) {
    const index = last.get(bar.row);
    const before = index === undefined ? undefined : joined[index];
    const separate = before === undefined || bar.fromMs - before.toMs >= nearestMs;
    if (index === undefined || separate || bar.rank >= alone || before.rank >= alone)
      last.set(bar.row, joined.push(bar) - 1);
    else joined[index] = oneOf(before, bar);
  }
  return joined;
}

function oneOf(before: Bar, bar: Bar): Bar {
  const toMs = Math.max(before.toMs, bar.toMs);
  return {
    ...before,
    toMs,
    parts: [{ kind: 'service', ms: toMs - before.fromMs }],
    requests: before.requests + bar.requests,
    failed: before.failed + bar.failed,
    coldStarts: before.coldStarts + bar.coldStarts,
    // Once it is joined it has nothing alone.
    rank: 0,
  };
}
