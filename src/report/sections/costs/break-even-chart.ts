import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { monthAt } from '../../../billing/month/months.ts';
import type { BreakEven, Costs } from '../../../model/schema/costs.ts';
import { perSecond, usd } from '../../../text/format.ts';
import { axisStyle, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { bandText } from '../../figures/band.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';

const size = { width: 1040, height: 220 };
const pointsPerLine = 61;

/** A target that has a price, and its place among all targets. */
export interface PricedLine {
  readonly name: string;
  readonly index: number;
  readonly costs: Costs;
}

interface Line {
  readonly series: LineSeriesOption | CustomSeriesOption;
  readonly titles: readonly string[];
}

/**
 * Cost per month over requests per second, both logarithmic, with each break-even and its band.
 * @param demands stated rates, each an upright line.
 */
export function drawMonths(
  targets: readonly PricedLine[],
  breakEvens: readonly BreakEven[],
  demands: readonly number[],
  draw: Draw,
): Markup {
  const range = rangeOf(breakEvens, demands);
  const priced = [...targets.flatMap((target) => linesOf(target, range)), crossings(breakEvens)];
  const lines = [...priced, ...bandsOf(breakEvens), ...demands.map(demandLine)];
  const costs = priced.flatMap(({ series }) =>
    ((series.data ?? []) as readonly number[][]).map(([, cost]) => Number(cost)),
  );
  const least = Math.min(...costs.filter((cost) => cost > 0));
  const option: ChartOption = {
    grid: { left: 84, right: 32, top: 14, bottom: 46 },
    xAxis: {
      ...axisStyle,
      ...{ type: 'log', min: range[0], max: range[1] },
      ...named('requests per second, all month'),
      axisLabel: { ...axisStyle.axisLabel, formatter: perSecond },
    },
    yAxis: {
      ...axisStyle,
      ...{ type: 'log', min: 10 ** Math.floor(Math.log10(least)), axisLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => usd(value).replace(/\.00$/, '') },
    },
    series: lines.map(({ series }) => series),
  };
  const label = `Cost per month over requests per second. ${breakEvens.map(sentenceOf).join('. ')}`;
  return draw(option, { ...size, nearest: true, label, titles: lines.map(({ titles }) => titles) });
}

export const sentenceOf = ({ between, perSecondLow, perSecondHigh = perSecondLow, reason }: BreakEven): string =>
  perSecondLow === undefined || perSecondHigh === undefined
    ? reason
    : `${between.join(' and ')} cost the same at ${bandText(perSecondLow, perSecondHigh)}`;

type Range = readonly [number, number];

/** From every call cold to none: where it is that both cost the same. */
const bandsOf = (breakEvens: readonly BreakEven[]): Line[] =>
  breakEvens.flatMap((each) => {
    const { perSecondLow: low, perSecondHigh: high } = each;
    return low === undefined || high === undefined || high <= low
      ? []
      : [{ series: upright(low, high, 'var(--axis)', 0.45), titles: [sentenceOf(each)] }];
  });

const demandLine = (rate: number): Line => ({
  series: upright(rate, rate, 'var(--ink)', 0.8),
  titles: [`stated demand: ${perSecond(rate)}`],
});

/** A rectangle over the whole height, at least 2 px wide. */
const upright = (from: number, to: number, fill: string, opacity: number): CustomSeriesOption => ({
  type: 'custom',
  data: [[from, to]],
  encode: { x: [0, 1] },
  z: 0,
  renderItem: ({ coordSys }, api) => {
    const { y, height } = coordSys as unknown as { y: number; height: number };
    const [left = 0] = api.coord([from, 1]);
    const [right = 0] = api.coord([to, 1]);
    const shape = { x: left, y, width: Math.max(2, right - left), height };
    return { type: 'rect', shape, style: { fill, opacity } };
  },
});

/** Two decades around the crossings, or around 1 to 100 requests/s where there is none. */
function rangeOf(breakEvens: readonly BreakEven[], demands: readonly number[]): Range {
  const crossed = breakEvens.flatMap(({ perSecondLow, perSecondHigh }) =>
    [perSecondLow, perSecondHigh].filter((rate) => rate !== undefined),
  );
  const rates = [...crossed, ...demands.filter((rate) => rate > 0)];
  const [low, high] = rates.length === 0 ? [1, 100] : [Math.min(...rates), Math.max(...rates)];
  return [10 ** Math.floor(Math.log10(low) - 0.5), 10 ** Math.ceil(Math.log10(high) + 0.5)];
}

/** At the cold share of steady arrivals, and thinner without cold starts and with as many as in the run, where that shows. */
function linesOf({ name, index, costs }: PricedLine, [from, to]: Range): Line[] {
  const months = Array.from({ length: pointsPerLine }, (_, point) =>
    monthAt(costs, from * (to / from) ** (point / (pointsPerLine - 1))),
  ).filter(({ usdLow }) => usdLow > 0);
  const color = targetColor(index);
  const titles = months.map(
    ({ perSecond: rate, usd: month, servers }) =>
      `${name}: ${usd(month)} a month at ${perSecond(rate)}${servers === undefined || servers === 1 ? '' : `, ${servers} servers`}`,
  );
  const steady = {
    series: line(
      months.map((month) => [month.perSecond, month.usd]),
      color,
      2,
    ),
    titles,
  };
  if (months.every(({ usdLow, usdHigh }) => usdHigh < usdLow * 1.01)) return [steady];
  const bounds = [
    line(
      months.map((month) => [month.perSecond, month.usdLow]),
      color,
      1,
    ),
    line(
      months.map((month) => [month.perSecond, month.usdHigh]),
      color,
      1,
    ),
  ];
  return [steady, ...bounds.map((series) => ({ series, titles: [] }))];
}

const line = (data: number[][], color: string, width: number): LineSeriesOption => ({
  type: 'line',
  ...{ data, symbol: 'circle', symbolSize: 4, showSymbol: width > 1 },
  itemStyle: { color },
  lineStyle: { color, width, type: width > 1 ? 'solid' : 'dashed' },
});

function crossings(breakEvens: readonly BreakEven[]): Line {
  const found = breakEvens.flatMap((each) => {
    const { perSecond: rate = each.perSecondHigh, usdPerMonth } = each;
    return rate === undefined || usdPerMonth === undefined ? [] : [{ each, point: [rate, usdPerMonth] }];
  });
  return {
    series: {
      type: 'line',
      data: found.map(({ point }) => point),
      ...{ symbol: 'diamond', symbolSize: 13, showSymbol: true, lineStyle: { width: 0, opacity: 0 } },
      itemStyle: { color: 'var(--ink)' },
      labelLayout: { hideOverlap: true },
      label: {
        ...{ show: true, position: 'bottom', offset: [30, 0], fontSize: 12, color: 'var(--ink)' },
        ...{ textBorderColor: 'var(--surface)', textBorderWidth: 3 },
        formatter: ({ dataIndex }) => perSecond(found[dataIndex]?.point[0] ?? 0),
      },
    },
    titles: found.map(({ each }) => sentenceOf(each)),
  };
}
