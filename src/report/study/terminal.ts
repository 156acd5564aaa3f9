import { printableLine } from '../../model/printable.ts';
import type { StudyCell, StudyEffect, StudyResult } from '../../model/study/study-result.ts';
import { bytes, counted } from '../../text/format.ts';
import { columnLines } from '../summary/columns.ts';
import { painter } from '../summary/paint.ts';
import type { TerminalOptions } from '../summary/terminal.ts';
import { idleLifeLines } from './idle-life.ts';
import { tuningLines } from './tuning.ts';
import { estimateText, groupLabel, medianText, type StudyValue, valueNamed, valuesOf } from './values.ts';

/** Values that a terminal has room for; all are in the report and in `study.csv`. */
const shownValues = [
  'clientMs',
  'initMs',
  'restoreMs',
  'invisibleMs',
  'durationMs',
  'projectedInitMs',
  'projectedRestoreMs',
  'projectedDurationMs',
  'launchMs',
];

/** What is shown at the end of a study: medians of each cell with 95% intervals, effects, and what went wrong. Ends with a line break. */
export function renderStudy(result: StudyResult, { color }: Pick<TerminalOptions, 'color'>): string {
  const paint = painter(color);
  const parts = [
    [paint.bold(result.name) + (result.status === 'interrupted' ? paint.yellow('  interrupted') : '')],
    cellLines(result),
    sizeLines(result.cells),
    tuningLines(result),
    effectLines(result),
    idleLifeLines(result),
    roundLines(result),
    troubleLines(result.cells).map(paint.red),
    result.doubts.map((doubt) => `${paint.yellow('SUSPECT')}  ${printableLine(doubt)}`),
    result.notes.map(printableLine),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function cellLines(result: StudyResult): string[] {
  const all = valuesOf(result);
  const values = all.filter(
    ({ name }) => shownValues.includes(name) || !all.some((one) => one.name === name && one.label !== name),
  );
  const rows = result.cells.flatMap(({ id, groups }) =>
    groups.map((group) => [
      id,
      groupLabel(group, result),
      String(group.count),
      ...values.map((value) => medianText(group, value)),
    ]),
  );
  if (rows.length === 0) return ['no sample'];
  const heads = values.map(({ label }) => label);
  return ['medians with 95% intervals', ...columnLines([['', '', 'samples', ...heads], ...rows], wordsLeft)];
}

const wordsLeft = (column: number) => (column < 2 ? ('left' as const) : ('right' as const));

function sizeLines(cells: readonly StudyCell[]): string[] {
  const sized = cells.filter((cell) => cell.package?.unzippedBytes !== undefined);
  if (sized.length === 0) return [];
  const size = (value: number | undefined) => (value === undefined ? '' : bytes(value));
  return columnLines([
    ['package', 'files', 'unzipped', 'zipped'],
    ...sized.map(({ id, package: one }) => [
      id,
      String(one?.files ?? ''),
      size(one?.unzippedBytes),
      size(one?.zippedBytes),
    ]),
  ]);
}

/** Effects on what a start or a call takes that are no chance. Those of memory sizes are in their own lines. */
function effectLines(result: StudyResult): string[] {
  const isTuned = (factor: string) => factor === 'memory' && result.tunings.length > 0;
  const all = result.effects.filter(({ factor, metric }) => shownValues.includes(metric) && !isTuned(factor));
  if (all.length === 0) return [];
  const shown = all.filter(({ difference: { low = 0, high = 0 } }) => low * high > 0);
  const others = all.length - shown.length;
  return [
    'effects, all other factors being equal',
    ...columnLines(
      shown.map((effect) => effectRow(effect, result)),
      () => 'left',
    ),
    ...(others === 0 ? [] : [`${counted(others, 'other effect')} may be chance; the report has all of them`]),
  ];
}

function effectRow(effect: StudyEffect, result: StudyResult): string[] {
  const { factor, level, baseline, metric, difference, ratio } = effect;
  const value = valueNamed(metric);
  return [
    `${factor} ${level} against ${baseline}`,
    `${value.label}, ${groupLabel(effect, result)}`,
    signed(difference.estimate) + estimateText(difference, value.format),
    ratio === undefined ? '' : `x ${ratio.toFixed(2)}`,
  ];
}

const signed = (value: number): string => (value > 0 ? '+' : '');

const roundLines = ({ roundDifferences }: StudyResult): string[] =>
  roundDifferences.map(({ cell, start, metric, round, other, difference }) => {
    const { label, format } = valueNamed(metric) satisfies StudyValue;
    return `${cell}, ${start}: ${label} of the round ${round} differs from ${other} by ${estimateText(difference, format)}`;
  });

/** Cells that did not run, or not to the end. */
export const troubleLines = (cells: readonly StudyCell[]): string[] =>
  cells.flatMap(({ id, unavailable, failures, planned, done }) => [
    ...(unavailable === undefined ? [] : [`${id}: unavailable: ${printableLine(unavailable)}`]),
    ...(unavailable === undefined && done < planned ? [`${id}: ${done} of ${counted(planned, 'run')} were done`] : []),
    ...failures.map(({ message, count }) => `${id}: ${counted(count, 'call')} failed: ${printableLine(message)}`),
  ]);
