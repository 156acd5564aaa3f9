import type { StudyCell, StudyGroup, StudyResult } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { thinned } from '../../stats/group.ts';
import { medianOf } from '../../stats/tests/interval.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { linearOrLog, type Scale } from './scale.ts';
import { groupLabel, type StudyValue } from './values.ts';

const width = 1000;
const left = 300;
const right = 24;
const rowHeight = 22;
const top = 8;
const mostDots = 200;

interface Row {
  readonly label: string;
  /** Color, by its kind of start. */
  readonly index: number;
  readonly values: readonly number[];
}

/** Each sample of a value as a dot, one row for each group of a cell, and its median as a line. Undefined without samples of it. */
export function stripPlot(
  result: StudyResult,
  samples: readonly StudySample[],
  value: StudyValue,
  starts = result.starts,
): Markup | undefined {
  const rows = result.cells.flatMap((cell) => rowsOf(cell, result, { samples, value, starts }));
  if (rows.length === 0) return undefined;
  const scale = linearOrLog(
    rows.flatMap(({ values }) => values),
    { from: left, to: width - right },
  );
  const height = top + rows.length * rowHeight + 22;
  const drawn = rows.map((row, index) => rowMarkup(row, top + index * rowHeight, { scale, value }));
  const axisY = top + rows.length * rowHeight;
  const ticks = scale.ticks.map(
    (tick) =>
      html`<line class="tick" x1="${fine(scale.at(tick))}" x2="${fine(scale.at(tick))}" y1="${top}" y2="${axisY}"/><text class="middle" x="${fine(scale.at(tick))}" y="${axisY + 16}">${value.format(tick)}</text>`,
  );
  return html`<svg class="chart strip" role="img" aria-label="${value.label} of every sample" viewBox="0 0 ${width} ${height}">${ticks}${drawn}</svg>`;
}

interface Shown {
  readonly samples: readonly StudySample[];
  readonly value: StudyValue;
  readonly starts: readonly string[];
}

function rowsOf(cell: StudyCell, result: StudyResult, { samples, value, starts }: Shown): Row[] {
  return cell.groups.flatMap((group) => {
    if (!starts.includes(group.start)) return [];
    const values = valuesIn(samples, cell, group, value.name);
    if (values.length === 0) return [];
    return [{ label: `${cell.id}: ${groupLabel(group, result)}`, index: result.starts.indexOf(group.start), values }];
  });
}

/** The values of samples that may be pooled, ascending. */
export const valuesIn = (
  samples: readonly StudySample[],
  { id }: StudyCell,
  { start, round, forcedBy }: StudyGroup,
  name: string,
): number[] =>
  samples
    .filter(
      (sample) =>
        sample.cell === id &&
        sample.error === undefined &&
        sample.start === start &&
        sample.round === round &&
        sample.forcedBy === forcedBy,
    )
    .flatMap((sample) => valueAt(sample, name) ?? [])
    .sort((a, b) => a - b);

const valueAt = ({ values, measures }: StudySample, name: string): number | undefined =>
  ({ ...values, ...measures })[name as keyof typeof values];

function rowMarkup(
  { label, index, values }: Row,
  y: number,
  { scale, value }: { scale: Scale; value: StudyValue },
): Markup {
  const middle = y + rowHeight / 2;
  const dots = thinned(values, mostDots).map(
    (one) =>
      html`<circle cx="${fine(scale.at(one))}" cy="${middle}" r="3"><title>${value.format(one)}</title></circle>`,
  );
  const x = fine(scale.at(medianOf(values)));
  const median = html`<line class="median" x1="${x}" x2="${x}" y1="${y + 3}" y2="${y + rowHeight - 3}"><title>median ${value.format(medianOf(values))}</title></line>`;
  return html`<g class="${targetClass(index)}"><text class="end" x="${left - 10}" y="${middle + 4}">${shortened(label)}</text>${dots}${median}</g>`;
}

/** As much as fits left of the plot; the whole is in the table below. */
const shortened = (label: string): string => (label.length <= 46 ? label : `…${label.slice(-45)}`);

const fine = (value: number): string => String(Number(value.toFixed(1)));
