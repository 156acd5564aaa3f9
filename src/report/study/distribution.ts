import type { LineSeriesOption } from 'echarts/charts';
import type { StudyResult } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { thinned } from '../../stats/group.ts';
import { distributionAxes } from '../charts/axes.ts';
import type { Draw } from '../charts/chart.ts';
import { targetColor } from '../page/color.ts';
import type { Markup } from '../page/markup.ts';
import { valuesIn } from './strip-plot.ts';
import type { StudyValue } from './values.ts';

const size = { width: 1040, height: 320 };
const mostPoints = 200;

/**
 * The cumulative distribution of a value over the samples of one start, a curve for each of them that may be pooled, in
 * the color of its cell. Undefined without samples of it.
 */
export function distributionOf(
  result: StudyResult,
  samples: readonly StudySample[],
  { value, start, draw }: { readonly value: StudyValue; readonly start: string; readonly draw: Draw },
): Markup | undefined {
  const curves = result.cells.flatMap((cell, index) =>
    cell.groups.flatMap((group) => {
      const values = group.start === start ? valuesIn(samples, cell, group, value.name) : [];
      const points = values.map((one, place) => [one, (place + 1) / values.length] as const);
      return values.length < 2 ? [] : [{ points: thinned(points, mostPoints), index }];
    }),
  );
  if (curves.length === 0) return undefined;
  const series = curves.map(
    ({ points, index }): LineSeriesOption => ({
      ...{ type: 'line', step: 'end', showSymbol: false },
      data: [[points[0]?.[0] ?? 0, 0], ...points.map((point) => [...point])],
      lineStyle: { color: targetColor(index), width: 2, type: index < 6 ? 'solid' : 'dashed' },
    }),
  );
  const label = `Cumulative distribution of ${value.label}, ${start}`;
  return draw({ ...distributionAxes(curves, value.format, value.label), series }, { ...size, label });
}
