import type { EnvironmentLife } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import { type Part, partsOf } from './parts.ts';
import { assignTracks } from './tracks.ts';

export interface Lane {
  /** Absent for requests to which nobody answered by name. */
  readonly instanceId?: string;
  /** Row of its first track, counted over all lanes of the panel. */
  readonly firstRow: number;
  /** Requests at once, each on a track of its own. */
  readonly tracks: number;
  /** Every how many tracks one is drawn; 1: all of them. */
  readonly drawnEvery: number;
  /** When the environment is known to have been there, within the phase. */
  readonly aliveFromMs: number;
  readonly aliveToMs: number;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: readonly Part[];
  /** More than 1: so close together that they are drawn as one, without parts. */
  readonly requests: number;
  readonly sample: Sample;
}

/** What is drawn at most, so that the page stays one that opens. Each thing left out is counted and said. */
const mostTracksOfALane = 100;
/** Bars nearer than this share of the axis cannot be told apart on a screen. */
const finestShare = 1 / 800;

/** A lane that has no place yet: its rows count from 0. */
export type LooseLane = Omit<Lane, 'firstRow'> & { readonly seenAtMs: number; readonly requests: number };

interface LaneFacts {
  readonly instanceId: string | undefined;
  readonly life: EnvironmentLife | undefined;
  readonly originMs: number;
  readonly spanMs: number;
  /** Bars that it may have; of more, neighbours become one. */
  readonly mostBars: number;
}

export function laneOf(
  samples: readonly Sample[],
  { instanceId, life, originMs, spanMs, mostBars }: LaneFacts,
): LooseLane {
  const spans = samples.map((s) => ({
    fromMs: (s.sentAtMs ?? s.intendedAtMs) - originMs,
    toMs: s.completedAtMs - originMs,
  }));
  const track = assignTracks(spans);
  const tracks = track.reduce((most, own) => Math.max(most, own + 1), 0);
  const drawnEvery = Math.ceil(tracks / mostTracksOfALane);
  const bars = samples.flatMap((sample, index) => {
    const [span, own] = [spans[index], track[index] ?? 0];
    if (span === undefined || own % drawnEvery !== 0) return [];
    return [{ row: own / drawnEvery, ...span, parts: partsOf(sample), requests: 1, sample }];
  });
  const firstMs = spans.reduce((first, { fromMs }) => Math.min(first, fromMs), spanMs);
  const lastMs = spans.reduce((last, { toMs }) => Math.max(last, toMs), 0);
  return {
    ...optional('instanceId', instanceId),
    ...{ tracks, drawnEvery, requests: samples.length },
    bars: fewer(bars, mostBars, spanMs * finestShare),
    seenAtMs: life?.firstSeenAtMs ?? Number.POSITIVE_INFINITY,
    aliveFromMs: life ? Math.max(0, Math.min(firstMs, life.firstSeenAtMs - originMs)) : firstMs,
    aliveToMs: life ? Math.min(spanMs, Math.max(lastMs, life.lastSeenAtMs - originMs)) : lastMs,
  };
}

export const rowsOf = ({ tracks, drawnEvery }: Pick<Lane, 'tracks' | 'drawnEvery'>): number =>
  Math.ceil(tracks / drawnEvery);

/** Joins more and more of them, as far as they are on one row, until they are few enough. */
function fewer(bars: readonly Bar[], most: number, nearestMs: number): readonly Bar[] {
  let [few, apartMs] = [bars, nearestMs];
  // After ten doublings bars are joined across the whole axis.
  for (let doubling = 0; doubling <= 10 && few.length > most; doubling += 1, apartMs *= 2) few = joined(few, apartMs);
  return few;
}

/** Bars on one row with less than `nearestMs` between them become one. */
function joined(bars: readonly Bar[], nearestMs: number): Bar[] {
  const joined: Bar[] = [];
  const last = new Map<number, number>();
  for (const bar of [...bars].sort((a, b) => a.fromMs - b.fromMs)) {
    const index = last.get(bar.row);
    const before = index === undefined ? undefined : joined[index];
    if (index === undefined || before === undefined || bar.fromMs - before.toMs >= nearestMs) {
      last.set(bar.row, joined.push(bar) - 1);
      continue;
    }
    const toMs = Math.max(before.toMs, bar.toMs);
    const parts = [{ kind: 'service', ms: toMs - before.fromMs } as const];
    joined[index] = { ...before, toMs, parts, requests: before.requests + bar.requests };
  }
  return joined;
}
