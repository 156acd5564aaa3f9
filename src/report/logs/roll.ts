import type { LatencySummary } from '../../model/measures.ts';
import { printableLine } from '../../model/printable.ts';
import type { FunctionRoll } from '../../stats/logs/function-roll.ts';
import { count, counted, type Format, mb, ms, percent, plain, shown } from '../../text/format.ts';
import { allLeft, columnLines } from '../summary/columns.ts';
import { basesTable, sizesTable } from './roll-costs.ts';

/** Hours of a function, the last ones; all are in `--json`. */
const mostHours = 24;

/** The roll of one function, for a terminal. */
export function rollLines(roll: FunctionRoll): string[] {
  const { calls, environments, coldStarts, withoutStream, withoutTime } = roll;
  const known = calls - Math.max(withoutStream, withoutTime);
  return [
    `roll of ${printableLine(roll.functionName)}: ${counted(environments, 'environment')} for ${counted(known, 'call')}`,
    ...columnLines(
      [
        ...(known < calls
          ? [['  calls without a stream or a time', `${count(calls - known)}, in no figure below`]]
          : []),
        ['  cold starts', `${count(coldStarts)} (${percent(coldStarts / known)})`],
        [
          '  calls per environment',
          `${plain(roll.callsPerEnvironment.mean)} on average, at most ${count(roll.callsPerEnvironment.max)}`,
        ],
        ['  life of an environment', spread(roll.lifeMs, ms)],
        ['  idle between two calls', roll.idleMs === undefined ? 'none had two calls' : spread(roll.idleMs, ms)],
        ['  busy share of life', percent(roll.busyShare)],
        ['  calls at once', `${plain(roll.meanConcurrency)} on average, at most ${count(roll.peakConcurrency)}`],
        ...memory(roll),
      ],
      allLeft,
    ),
    ...hours(roll),
    ...sizesTable(roll),
    ...basesTable(roll),
  ];
}

const spread = ({ p50, p90, max }: LatencySummary, format: Format): string =>
  `p50 ${shown(p50, format)}, p90 ${shown(p90, format)}, max ${format(max)}`;

const memory = ({ memorySizeMb, maxMemoryUsedMb }: FunctionRoll): string[][] =>
  memorySizeMb === undefined || maxMemoryUsedMb === undefined
    ? []
    : [['  memory', `${mb(maxMemoryUsedMb)} used of ${mb(memorySizeMb)}`]];

function hours({ hours: all }: FunctionRoll): string[] {
  if (all.length < 2) return [];
  const last = all.slice(-mostHours);
  return [
    ...columnLines([
      ['  hour (UTC)', 'calls', 'environments', 'cold starts'],
      ...last.map(({ hour, calls, environments, coldStarts }) => [
        `  ${hour.slice(0, 13).replace('T', ' ')}:00`,
        ...[calls, environments, coldStarts].map(count),
      ]),
    ]),
    ...(all.length > last.length ? [`  and ${counted(all.length - last.length, 'hour')} before: see --json`] : []),
  ];
}
