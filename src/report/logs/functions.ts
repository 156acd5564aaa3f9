import { printableLine } from '../../model/printable.ts';
import type { FunctionRoll } from '../../stats/logs/function-roll.ts';
import { count, mb, ms, percent, shown, usd } from '../../text/format.ts';
import { columnLines } from '../summary/columns.ts';

/** The functions of a log beside each other. One alone is in the figures above. */
export function functionsTable(rolls: readonly FunctionRoll[]): string[] {
  if (rolls.length < 2) return [];
  return columnLines([
    ['function', 'calls', 'failed', 'environments', 'cold', 'p50', 'p99', 'init p50', 'size', 'used', 'cost'],
    ...rolls.map((roll) => {
      const { calls, failed, environments, coldStarts, durationMs, initMs, withoutStream, withoutTime } = roll;
      return [
        printableLine(roll.functionName),
        ...[calls, failed, environments].map(count),
        percent(coldStarts / (calls - Math.max(withoutStream, withoutTime))),
        ...[durationMs.p50, durationMs.p99, initMs?.p50].map((value) => shown(value, ms)),
        ...[roll.memorySizeMb, roll.maxMemoryUsedMb].map((value) => shown(value, mb)),
        shown(roll.usd, usd),
      ];
    }),
  ]);
}
