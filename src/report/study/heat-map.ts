import type { StudyCell, StudyResult } from '../../model/study/study-result.ts';
import { absent } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import { groupLabel, type StudyValue } from './values.ts';

/** More maps than this are left to the table of all cells. */
const mostMaps = 12;

/**
 * The medians of a value by the two factors with the most levels, one map for each group of samples and each combination of the other
 * factors. None with fewer than two factors.
 */
export function heatMaps(result: StudyResult, value: StudyValue, start: string): Markup[] {
  const [rows, columns, ...others] = result.factors.toSorted((a, b) => b.levels.length - a.levels.length);
  if (rows === undefined || columns === undefined) return [];
  const medians = result.cells.flatMap(({ groups }) =>
    groups.flatMap((group) => group.values[value.name]?.median.estimate ?? []),
  );
  const most = Math.max(...medians, Number.MIN_VALUE);
  const kinds = new Map(
    result.cells.flatMap((cell) =>
      cell.groups
        .filter((group) => group.start === start && group.values[value.name] !== undefined)
        .map(
          (group) =>
            [
              nameOf(
                cell,
                group,
                others.map(({ name }) => name),
                result,
              ),
              { cell, group },
            ] as const,
        ),
    ),
  );
  return [...kinds.keys()].slice(0, mostMaps).map((kind) => {
    const cellAt = (row: string, column: string) =>
      result.cells.flatMap((cell) =>
        cell.levels[rows.name] === row && cell.levels[columns.name] === column
          ? cell.groups.filter(
              (group) =>
                group.start === start &&
                nameOf(
                  cell,
                  group,
                  others.map(({ name }) => name),
                  result,
                ) === kind,
            )
          : [],
      )[0]?.values[value.name]?.median.estimate;
    return table({
      caption: `${value.label}, ${kind}: median by ${rows.name} and ${columns.name}`,
      columns: [rows.name, ...columns.levels],
      rows: rows.levels.map((row) => [row, ...columns.levels.map((column) => heat(cellAt(row, column), most, value))]),
    });
  });
}

const nameOf = (
  cell: StudyCell,
  group: StudyCell['groups'][number],
  others: readonly string[],
  result: StudyResult,
): string => [groupLabel(group, result), ...others.map((name) => `${name} ${cell.levels[name]}`)].join(', ');

function heat(median: number | undefined, most: number, { format }: StudyValue): Markup {
  if (median === undefined) return html`${absent}`;
  return html`<span class="heat" style="--heat: ${Math.round((100 * Math.max(0, median)) / most)}%">${format(median)}</span>`;
}
