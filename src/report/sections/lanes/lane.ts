import type { EnvironmentLife } from '../../../model/measures.ts';
import { optional } from '../../../model/optional.ts';
import { partsOf } from '../../../stats/service-time-parts.ts';
import { assignTracks } from '../../charts/tracks.ts';
import { type Bar, fewerBars } from './lane-bars.ts';
import { isCold, isFailed, type Rank, type RankedSample } from './ranked.ts';

export interface Lane {
  /** Absent for requests to which nobody answered by name. */
  readonly instanceId?: string;
  /** Of the instance, short. */
  readonly label: string;
  /** Row of its first track, counted over all lanes of the panel. */
  readonly firstRow: number;
  /** Requests at once, each on a track of its own. */
  readonly tracks: number;
  /** Of every how many tracks one is drawn; 1: all of them. */
  readonly drawnEvery: number;
  /** When the environment is known to have been there, within the phase. */
  readonly aliveFromMs: number;
  readonly aliveToMs: number;
  /** All its requests are at hand: where there is no bar, it was idle. */
  readonly complete: boolean;
  readonly bars: readonly Bar[];
}

/** A lane that has no place yet: its rows count from 0. */
export type LooseLane = Omit<Lane, 'firstRow'> & {
  readonly seenAtMs: number;
  readonly requests: number;
  readonly sparse: boolean;
  /** Of its requests the highest, and how many failed. */
  readonly rank: Rank;
  readonly failed: number;
};

/** When an instance was first and last seen. */
export type Life = Pick<EnvironmentLife, 'firstSeenAtMs' | 'lastSeenAtMs'>;

interface LaneFacts {
  /** Known to be alive before its first request, and after its last. */
  readonly aliveBefore: boolean;
  readonly aliveAfter: boolean;
  readonly instanceId: string | undefined;
  readonly label: string;
  readonly life: Life | undefined;
  readonly complete: boolean;
  /** So little of it is at hand that only what is notable is drawn. */
  readonly sparse: boolean;
  readonly originMs: number;
  readonly spanMs: number;
  /** Tracks that it may have; of more, those without a notable request give way. */
  readonly mostRows: number;
  /** Bars that it may have; of more, neighbors become one. */
  readonly mostBars: number;
}

export function laneOf(samples: readonly RankedSample[], facts: LaneFacts): LooseLane {
  const { instanceId, label, life, complete, sparse, originMs, spanMs, mostRows, mostBars } = facts;
  const { aliveBefore, aliveAfter } = facts;
  const spans = samples.map(({ sample: s }) => ({
    fromMs: (s.sentAtMs ?? s.intendedAtMs) - originMs,
    toMs: s.completedAtMs - originMs,
  }));
  const track = assignTracks(spans);
  const tracks = track.reduce((most, own) => Math.max(most, own + 1), 0);
  const drawnEvery = Math.ceil(tracks / mostRows);
  const rows = rowsOfTracks(samples, track, { tracks, rows: Math.ceil(tracks / drawnEvery) });
  const bars = samples.flatMap(({ sample, rank }, index) => {
    const [span, row] = [spans[index], rows.get(track[index] ?? 0)];
    if (span === undefined || row === undefined) return [];
    const [failed, coldStarts] = [Number(isFailed(sample)), Number(isCold(sample))];
    return [{ row, ...span, parts: partsOf(sample), requests: 1, failed, coldStarts, rank, sample }];
  });
  const firstMs = spans.reduce((first, { fromMs }) => Math.min(first, fromMs), spanMs);
  const lastMs = spans.reduce((last, { toMs }) => Math.max(last, toMs), 0);
  return {
    ...optional('instanceId', instanceId),
    ...{ label, complete, sparse, tracks, drawnEvery, requests: samples.length },
    rank: samples.reduce<Rank>((most, { rank }) => (rank > most ? rank : most), 0),
    failed: samples.filter(({ sample }) => isFailed(sample)).length,
    bars: fewerBars(bars, mostBars, spanMs),
    seenAtMs: life?.firstSeenAtMs ?? Number.POSITIVE_INFINITY,
    aliveFromMs: aliveBefore ? 0 : life ? Math.max(0, Math.min(firstMs, life.firstSeenAtMs - originMs)) : firstMs,
    aliveToMs: aliveAfter ? spanMs : life ? Math.min(spanMs, Math.max(lastMs, life.lastSeenAtMs - originMs)) : lastMs,
  };
}

export const rowsOf = ({ tracks, drawnEvery }: Pick<Lane, 'tracks' | 'drawnEvery'>): number =>
  Math.ceil(tracks / drawnEvery);

/** The row of each track that is drawn: those with the most notable requests, then evenly spaced ones. */
function rowsOfTracks(
  samples: readonly RankedSample[],
  track: readonly number[],
  { tracks, rows }: { readonly tracks: number; readonly rows: number },
): Map<number, number> {
  const rankOf = new Array<Rank>(tracks).fill(0);
  samples.forEach(({ rank }, index) => {
    const own = track[index] ?? 0;
    if (rank > (rankOf[own] ?? 0)) rankOf[own] = rank;
  });
  const all = rankOf.map((rank, own) => ({ rank, own }));
  const notable = all.filter(({ rank }) => rank > 0).sort((a, b) => b.rank - a.rank || a.own - b.own);
  const others = all.filter(({ rank }) => rank === 0);
  const room = Math.max(0, rows - notable.length);
  const even = Array.from({ length: room }, (_, index) => others[Math.floor((index * others.length) / room)]);
  const drawn = [...notable.slice(0, rows), ...even].flatMap((one) => (one === undefined ? [] : [one.own]));
  return new Map(drawn.sort((a, b) => a - b).map((own, row) => [own, row]));
}
