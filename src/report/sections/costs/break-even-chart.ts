import type { LineSeriesOption } from 'echarts/charts';
import {
  type BreakEven,
  billedUsdPerMonth,
  hourlyUsdPerMonth,
  type PricedServer,
} from '../../../billing/break-even.ts';
import { perSecond, usd } from '../../../text/format.ts';
import { axisStyle, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';

const size = { width: 1040, height: 340 };

interface Line {
  readonly series: LineSeriesOption;
  readonly titles: readonly string[];
}

/** Cost per month over requests per second, both logarithmic: what is billed per request rises, what is paid by the hour is level. */
export function drawBreakEvens(all: readonly BreakEven[], indexOf: (target: string) => number, draw: Draw): Markup {
  const rates = all.map(({ requestsPerSecond }) => requestsPerSecond);
  const from = 10 ** Math.floor(Math.log10(Math.min(...rates)) - 0.5);
  const to = 10 ** Math.ceil(Math.log10(Math.max(...rates, ...all.map(({ hourly }) => hourly.shownPerSecond))) + 0.3);
  const color = (target: string) => targetColor(Math.max(0, indexOf(target)));
  const lines = [...slopes(all, [from, to], color), ...levels(all, [from, to], color), crossings(all)];
  const costs = lines.flatMap(({ series }) => (series.data ?? []).map((point) => Number((point as number[])[1])));
  const option: ChartOption = {
    grid: { left: 84, right: 32, top: 14, bottom: 46 },
    xAxis: {
      ...axisStyle,
      ...{ type: 'log', min: from, max: to },
      ...named('requests per second, all month'),
      axisLabel: { ...axisStyle.axisLabel, formatter: perSecond },
    },
    yAxis: {
      ...axisStyle,
      ...{ type: 'log', min: 10 ** Math.floor(Math.log10(Math.min(...costs))), axisLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => usd(value).replace(/\.00$/, '') },
    },
    series: lines.map(({ series }) => series),
  };
  const label = `Cost per month over requests per second. ${all.map(sentenceOf).join('. ')}`;
  return draw(option, { ...size, nearest: true, label, titles: lines.map(({ titles }) => titles) });
}

export const sentenceOf = ({ billed, hourly, requestsPerSecond }: BreakEven): string =>
  `${billed.target} and ${hourly.target} cost the same at ${perSecond(requestsPerSecond)}, ${usd(hourlyUsdPerMonth(hourly, requestsPerSecond))} a month`;

type Range = readonly [number, number];

function slopes(all: readonly BreakEven[], range: Range, color: (target: string) => string): Line[] {
  const uses = new Map(all.map(({ billed }) => [billed.target, billed]));
  return [...uses.values()].map((use) => ({
    series: straight(
      range.map((at) => [at, billedUsdPerMonth(use, at)]),
      color(use.target),
    ),
    titles: range.map((at) => `${use.target}: ${usd(billedUsdPerMonth(use, at))} a month at ${perSecond(at)}`),
  }));
}

/** Drawn out as far as this run showed that the server carries it, dashed beyond. */
function levels(all: readonly BreakEven[], [from, to]: Range, color: (target: string) => string): Line[] {
  const servers = new Map(all.map(({ hourly }) => [hourly.target, hourly]));
  return [...servers.values()].flatMap((server) => {
    const shown = Math.min(to, Math.max(from, server.shownPerSecond));
    return [
      levelOf(server, [from, shown], color(server.target), false),
      levelOf(server, [shown, to], color(server.target), true),
    ];
  });
}

function levelOf(server: PricedServer, [from, to]: Range, color: string, beyond: boolean): Line {
  const perRequest = (server.requestsUsdPerMillion ?? 0) > 0;
  // With a price per request it is no straight line on these axes.
  const points = perRequest ? 9 : 2;
  const rates = Array.from({ length: points }, (_, index) => from * (to / from) ** (index / (points - 1)));
  return {
    series: straight(
      rates.map((at) => [at, hourlyUsdPerMonth(server, at)]),
      color,
      beyond,
    ),
    titles: rates.map((at, index) => {
      const cost = `${server.target}: ${usd(hourlyUsdPerMonth(server, at))} a month`;
      if (index > 0 && (beyond || index === points - 1))
        return `${cost}; this run reached ${perSecond(server.shownPerSecond)}, higher rates were not tried`;
      return perRequest ? `${cost} at ${perSecond(at)}` : `${cost} at any rate`;
    }),
  };
}

const straight = (data: number[][], color: string, dashed = false): LineSeriesOption => ({
  type: 'line',
  ...{ data, symbol: 'circle', symbolSize: 5, showSymbol: true },
  itemStyle: { color },
  lineStyle: { color, width: 2, type: dashed ? 'dashed' : 'solid' },
});

const crossings = (all: readonly BreakEven[]): Line => ({
  series: {
    type: 'line',
    data: all.map(({ requestsPerSecond, hourly }) => [requestsPerSecond, hourlyUsdPerMonth(hourly, requestsPerSecond)]),
    ...{ symbol: 'diamond', symbolSize: 13, showSymbol: true, lineStyle: { width: 0, opacity: 0 } },
    itemStyle: { color: 'var(--ink)' },
    label: {
      ...{ show: true, position: 'bottom', offset: [30, 0], fontSize: 12, color: 'var(--ink)' },
      formatter: ({ dataIndex }) => perSecond(all[dataIndex]?.requestsPerSecond ?? 0),
    },
  },
  titles: all.map(sentenceOf),
});
