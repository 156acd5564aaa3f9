import { numberAtKeys } from '../../model/number-path.ts';
import { printableLine } from '../../model/printable.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { counted, ms, shown } from '../../text/format.ts';
import { percentileKeys } from '../../text/percentiles.ts';
import { percentsOf } from '../figures/latency-columns.ts';
import { allLeft, columnLines, widthOf } from './columns.ts';
import type { TimeCounts } from './time-counts.ts';

const mostBins = 12;
const longestBar = 40;
/** Beside a bar: the bounds of its bin and its count, such as `  10.0 ms to 1,000 ms  ` and `  10,000`. */
const besideBar = 34;

/**
 * The percentiles and a histogram of the service time of each target, as text. Empty without an answer.
 * @param times service times of the answers, by target
 * @param width columns of the terminal: percentiles that need more stand below each other
 */
export function renderLatencies({ targets }: RunResult, times: ReadonlyMap<string, TimeCounts>, width: number): string {
  return targets
    .map((target) => [...percentileLines(target, width), ...histogramLines(times.get(target.name), width)])
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function percentileLines({ name, latencyMs }: TargetResult, width: number): string[] {
  const { all } = latencyMs.serviceTime;
  if (all === undefined) return [];
  const rows = [
    ['service time', latencyMs.serviceTime.all],
    ['response time', latencyMs.responseTime.all],
  ] as const;
  const percents = percentsOf([all]).filter((percent) => numberAtKeys(all, percentileKeys(percent)) !== undefined);
  const cells = rows.map(([label, summary = all]) => [
    ...[label, ms(summary.min), ms(summary.mean)],
    ...percents.map((percent) => shown(numberAtKeys(summary, percentileKeys(percent)), ms)),
    ms(summary.max),
  ]);
  const head = ['min', 'mean', ...percents.map((percent) => `p${percent}`), 'max'];
  const table = [[`${printableLine(name)}, ${counted(all.count, 'answer')}`, ...head], ...cells];
  const lines = columnLines(table);
  return widthOf(lines) <= width ? lines : columnLines(transposed(table));
}

const transposed = ([head = [], ...rows]: readonly (readonly string[])[]): string[][] =>
  head.map((cell, column) => [cell, ...rows.map((row) => row[column] ?? '')]);

function histogramLines(times: TimeCounts | undefined, width: number): string[] {
  const bins = times?.bins(mostBins) ?? [];
  const longest = Math.max(1, Math.min(longestBar, width - besideBar));
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  return columnLines(
    bins.map(({ fromMs, toMs, count }) => [
      `  ${ms(fromMs)} to ${ms(toMs)}`,
      '█'.repeat(Math.ceil((count / highest) * longest)),
      `${count}`,
    ]),
    allLeft,
  );
}
