import type { Format } from '../../../text/format.ts';
import { axisStyle, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { roundStep } from '../../charts/time-chart.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';

/** Four beside each other on a page, at the size in which they are drawn. */
const size = { width: 258, height: 190 };

/** Lines of one small chart, one for each target. */
export interface SizeLine {
  readonly targetIndex: number;
  readonly isDashed: boolean;
  /** `[size of the burst, value]`, ascending. */
  readonly points: readonly (readonly [number, number])[];
  readonly titles: readonly string[];
}

interface Multiple {
  readonly label: string;
  readonly format: Format;
  /** Of all charts: they share the axis of sizes. */
  readonly most: number;
  /** One environment for each request. */
  readonly hasReference: boolean;
}

/** One value against the size of the burst, from 0. */
export function drawMultiple(lines: readonly SizeLine[], multiple: Multiple, draw: Draw): Markup {
  const { label, format, most, hasReference } = multiple;
  const reference = {
    points: [
      [0, 0],
      [most, most],
    ] as const,
  };
  const option: ChartOption = {
    grid: { left: 72, right: 12, top: 12, bottom: 42 },
    xAxis: {
      ...axisStyle,
      ...named('requests in the burst', 26),
      type: 'value',
      min: 0,
      max: most,
      interval: roundStep(most / 4),
    },
    yAxis: {
      ...axisStyle,
      ...{ type: 'value', min: 0, axisLine: { show: false }, splitNumber: 4 },
      axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => (value === 0 ? '0' : format(value)) },
    },
    series: [
      ...(hasReference
        ? [
            {
              type: 'line' as const,
              data: reference.points.map((point) => [...point]),
              showSymbol: false,
              lineStyle: { color: 'var(--axis)', width: 1.5, type: 'dotted' as const },
            },
          ]
        : []),
      ...lines.map(({ targetIndex, isDashed, points }) => ({
        type: 'line' as const,
        data: points.map((point) => [...point]),
        ...{ symbol: 'circle', symbolSize: isDashed ? 5 : 7, showSymbol: true },
        itemStyle: { color: targetColor(targetIndex) },
        lineStyle: {
          color: targetColor(targetIndex),
          width: 2,
          type: isDashed ? ('dashed' as const) : ('solid' as const),
        },
      })),
    ],
  };
  const titles = lines.map((line) => line.titles);
  return draw(option, { ...size, nearest: true, label, titles: hasReference ? [[], ...titles] : titles });
}
