import { numberAtKeys } from '../../model/number-path.ts';
import { printableLine } from '../../model/printable.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { counted, ms, shown } from '../../text/format.ts';
import { percentileKeys } from '../../text/percentiles.ts';
import { percentsOf } from '../figures/latency-columns.ts';
import { allLeft, columnLines } from './columns.ts';
import type { TimeCounts } from './time-counts.ts';

const mostBins = 12;
const longestBar = 40;

/**
 * The percentiles and a histogram of the service time of each target, as text. Empty without an answer.
 * @param times service times of the answers, by target
 */
export function renderLatencies({ targets }: RunResult, times: ReadonlyMap<string, TimeCounts>): string {
  return targets
    .map((target) => [...percentileLines(target), ...histogramLines(times.get(target.name))])
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function percentileLines({ name, latencyMs }: TargetResult): string[] {
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
  return columnLines([[`${printableLine(name)}, ${counted(all.count, 'answer')}`, ...head], ...cells]);
}

function histogramLines(times: TimeCounts | undefined): string[] {
  const bins = times?.bins(mostBins) ?? [];
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  return columnLines(
    bins.map(({ fromMs, toMs, count }) => [
      `  ${ms(fromMs)} to ${ms(toMs)}`,
      '█'.repeat(Math.ceil((count / highest) * longestBar)),
      `${count}`,
    ]),
    allLeft,
  );
}
