import { priceSheet } from '../../billing/price-sheet.ts';
import { type SnapshotCost, snapshotCost } from '../../billing/snapshot-cost.ts';
import type { StudyCell, StudyStatistics } from '../../model/study/study-result.ts';
import { ms } from '../../text/format.ts';

/**
 * Where one cell has an init and another, equal in all else, a restore from a snapshot: which of the two is shorter, and what that would cost at
 * AWS. Projected times, as measured ones have this machine in them.
 * @param memoryMbOf of a cell; undefined if it is not known.
 */
export function snapshotNotes(
  cells: readonly StudyCell[],
  memoryMbOf: (cell: StudyCell) => number | undefined,
): string[] {
  return cells.flatMap((cell) => {
    if (cell.levels['snapshot'] !== 'true') return [];
    const plain = cells.find((other) => isCounterpart(other, cell));
    const [init, restore] = [plain && statisticsOf(plain, 'projectedInitMs'), statisticsOf(cell, 'projectedRestoreMs')];
    if (init === undefined || restore === undefined) return [];
    const { snapshot: _, ...levels } = cell.levels;
    const who = Object.values(levels).join(', ');
    return [`${who === '' ? '' : `${who}: `}${compared(init, restore)}.${costWords(cell, init, memoryMbOf(cell))}`];
  });
}

const isCounterpart = ({ levels }: StudyCell, restored: StudyCell): boolean =>
  levels['snapshot'] === 'false' &&
  Object.entries(restored.levels).every(([factor, level]) => factor === 'snapshot' || levels[factor] === level);

/** Of the first round. */
const statisticsOf = ({ groups }: StudyCell, metric: string): StudyStatistics | undefined =>
  groups.find(({ values }) => values[metric] !== undefined)?.values[metric];

/** By their intervals; with too few samples for one, nothing is claimed. */
function compared(init: StudyStatistics, restore: StudyStatistics): string {
  const [one, other] = [init.median, restore.median];
  const both = `a restore from its snapshot takes ${ms(other.estimate)}, an init ${ms(one.estimate)}`;
  if (other.low !== undefined && one.high !== undefined && other.low > one.high)
    return `the snapshot is slower: ${both}`;
  if (other.high !== undefined && one.low !== undefined && other.high < one.low)
    return `the snapshot is faster: ${both}`;
  return `no difference is shown: ${both}`;
}

function costWords(cell: StudyCell, init: StudyStatistics, memoryMb: number | undefined): string {
  const sheet = priceSheet({ parts: ['snapStart'] });
  const restored = statisticsOf(cell, 'projectedRestoreMs');
  if (memoryMb === undefined || restored === undefined || 'unknown' in sheet) return '';
  // The whole restore is more than its billed part, by far less than what decides: a restore costs as much as 8.4 s of its duration.
  const times = { memoryMb, initMs: init.median.estimate, billedRestoreMs: restored.median.estimate };
  const cost = snapshotCost(times, sheet.lambda);
  return cost === undefined ? '' : ` ${priced(cost, sheet.date)}`;
}

function priced({ cacheUsdPerHour, paysFromColdStartsPerHour }: SnapshotCost, date: string): string {
  const cache = `At AWS its cache costs ${cacheUsdPerHour.toFixed(5)} USD an hour (prices of ${date}; Java pays none)`;
  return paysFromColdStartsPerHour === undefined
    ? `${cache}, and each restore more than the init that it saves: it never costs less.`
    : `${cache}: it costs less from ${Math.ceil(paysFromColdStartsPerHour)} cold starts an hour on.`;
}
