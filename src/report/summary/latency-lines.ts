import { printableLine } from '../../model/printable.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { counted, ms } from '../../text/format.ts';
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
  // Another percentile that is measured is shown without a change here.
  const keys = ['min', 'mean', ...Object.keys(all).filter((key) => /^p\d+$/.test(key)), 'max'];
  const cells = rows.map(([label, summary]) => [
    label,
    ...keys.map((key) => ms(Number(Reflect.get(summary ?? all, key)))),
  ]);
  return columnLines([[`${printableLine(name)}, ${counted(all.count, 'answer')}`, ...keys.map(nameOf)], ...cells]);
}

/** `p999` is p99.9. */
const nameOf = (key: string): string => key.replace(/^(p\d\d)(\d+)$/, '$1.$2');

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
