import type { BilledAs } from '../../model/schema/billed-as.ts';
import type { FunctionRoll } from '../../stats/logs/function-roll.ts';
import { absent, mb, usd } from '../../text/format.ts';
import { allLeft, columnLines } from '../summary/columns.ts';

/** What the same calls would have cost at other memory sizes. */
export function sizesTable({ atSizes = [], memorySizeMb }: FunctionRoll): string[] {
  if (atSizes.length === 0) return [];
  return columnLines([
    ['  the same calls at', 'if they only wait', 'if they only compute'],
    ...atSizes.map((size) => [
      `  ${mb(size.memoryMb)}${size.memoryMb === memorySizeMb ? ', as now' : ''}`,
      ...[size.usdIfWaiting, size.usdIfComputing].map(usd),
    ]),
  ]);
}

/** What the same calls would have cost under every way of billing. */
export function basesTable({ billedAs = [] }: FunctionRoll): string[] {
  if (billedAs.length === 0) return [];
  return columnLines(
    [
      ['  the same calls billed as', 'cost', 'size'],
      ...billedAs.map((row) => [`  ${row.name}`, costOf(row), row.sizedAs]),
    ],
    allLeft,
  );
}

const costOf = ({ usd: total, usdPerHour, unknown }: BilledAs): string =>
  total !== undefined ? usd(total) : usdPerHour !== undefined ? `${usd(usdPerHour)} an hour` : (unknown ?? absent);
