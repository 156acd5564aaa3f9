import type { StudyResult } from '../../model/study/study-result.ts';
import type { Tuning } from '../../model/study/tuning.ts';
import { ms, usd } from '../../text/format.ts';
import { columnLines } from '../summary/columns.ts';
import { estimateText } from './values.ts';

/** `cold`, or `warm, runtime=node` */
export const tuningTitle = ({ start, of }: Tuning): string => [start, ...(of === '' ? [] : [of])].join(', ');

/** The sentences of a tuning: what to choose, and why. */
export const tuningSentences = ({ cheapest, fastest, balanced, why }: Tuning): readonly string[] => [
  ...new Set([cheapest.why, fastest.why, balanced.why, why.trim()]),
];

/** Time and cost of each memory size, for a terminal. */
export const tuningLines = ({ tunings }: StudyResult): string[] =>
  tunings.flatMap((tuning) => [
    `memory size, ${tuningTitle(tuning)}`,
    ...columnLines([
      ['', 'time', 'per million'],
      ...tuning.points.map(({ memoryMb, timeMs, usdPerMillion }) => [
        `${memoryMb} MB`,
        estimateText(timeMs, ms),
        estimateText(usdPerMillion, usd),
      ]),
    ]),
    ...tuningSentences(tuning).map((line) => `  ${line}`),
  ]);
