import { type Lane, type LooseLane, rowsOf } from './lane.ts';

/** More rows than this make a drawing that nobody reads. */
export const mostRows = 160;

/** Of lanes that have little more than a failed request: with more, they would hide those that show what an instance does. */
const mostSparse = 24;

/**
 * Those with an end of the phase or its longest request, then those where something failed, then the busiest, in their
 * order. One of which little is at hand would look idle, so it is drawn only where it must be.
 */
export function fitting(lanes: readonly LooseLane[], mostBars: number): LooseLane[] {
  const kept = new Set<LooseLane>();
  let [rows, bars, sparse] = [0, 0, 0];
  for (const lane of [...lanes].sort(byNeed)) {
    if (lane.sparse && lane.rank < 2) continue;
    if (lane.sparse && lane.rank < 3 && sparse >= mostSparse) continue;
    const fits = rows + rowsOf(lane) <= mostRows && bars + lane.bars.length <= mostBars;
    // Of these there are at most four, and a lane beside three others has no more than a quarter of the rows.
    if (!fits && lane.rank < 3) continue;
    kept.add(lane);
    sparse += Number(lane.sparse);
    rows += rowsOf(lane);
    bars += lane.bars.length;
  }
  return lanes.filter((lane) => kept.has(lane));
}

const byNeed = (a: LooseLane, b: LooseLane): number =>
  Number(b.rank === 3) - Number(a.rank === 3) ||
  b.failed - a.failed ||
  Number(a.sparse) - Number(b.sparse) ||
  b.requests - a.requests;

/** Each lane below the one before it. */
export function stacked(lanes: readonly LooseLane[]): Lane[] {
  let firstRow = 0;
  return lanes.map(({ seenAtMs: _, requests: __, rank: ___, failed: ____, sparse: _____, ...lane }) => {
    const placed = { ...lane, firstRow, bars: lane.bars.map((bar) => ({ ...bar, row: bar.row + firstRow })) };
    firstRow += rowsOf(lane);
    return placed;
  });
}
