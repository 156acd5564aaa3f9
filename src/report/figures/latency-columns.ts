import type { LatencySummary } from '../../model/measures.ts';
import { ms } from '../../text/format.ts';
import { percentileKeys, percentOf, standardPercentiles } from '../../text/percentiles.ts';
import type { FigureColumn } from './figure-table.ts';

/** Why a percentile is absent. */
export const tooFew = 'too few answers';

/** The figures of these latencies: the usual percentiles, and those that thresholds of the scenario name, in their order. */
export function latencyColumns(summaries: readonly LatencySummary[]): FigureColumn<LatencySummary>[] {
  return [
    ['min', 'min', ms, tooFew],
    ...percentsOf(summaries).map(
      (percent): FigureColumn<LatencySummary> => [`p${percent}`, pathOf(percent), ms, tooFew],
    ),
    ['max', 'max', ms, tooFew],
  ];
}

/** `p99.9` is at `p999`, `p97.5` at `percentiles.p97.5`. */
const pathOf = (percent: number) => percentileKeys(percent).join('.') as FigureColumn<LatencySummary>[1];

/** Ascending: 50, 90, 95, 97.5, 99, 99.9. */
export function percentsOf(summaries: readonly LatencySummary[]): number[] {
  const asked = summaries.flatMap(({ percentiles = {} }) =>
    Object.keys(percentiles).map((key) => percentOf(key) ?? []),
  );
  const all = [...standardPercentiles.map(({ percent }) => percent), ...asked.flat()];
  return [...new Set(all)].sort((a, b) => a - b);
}
