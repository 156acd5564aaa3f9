import type { BarSeriesOption } from 'echarts/charts';
import type { PartKind } from '../../../stats/service-time-parts.ts';
import { count, ms } from '../../../text/format.ts';
import { axisStyle, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { partColor, partNames } from '../../charts/legend.ts';
import type { Markup } from '../../page/markup.ts';
import { describeRequest } from '../../page/request-text.ts';
import type { Flight, Step } from './flights.ts';

const size = { width: 350, height: 220 };

/** Bars of stacked parts, from the fastest request to the slowest; all flights of a staircase share the scale. */
export function drawFlight({ target, steps, sent }: Flight, mostMs: number, draw: Draw): Markup {
  const kinds = (Object.keys(partNames) as PartKind[]).filter((kind) =>
    steps.some(({ parts }) => parts.some((part) => part.kind === kind)),
  );
  const option: ChartOption = {
    grid: { left: 68, right: 8, top: 12, bottom: 42 },
    xAxis: {
      ...axisStyle,
      ...{ type: 'category', data: steps.map(({ rank }) => count(rank)), splitLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, interval: roundRanks(steps.length) },
      ...named('rank, fastest first', 26),
    },
    yAxis: {
      ...axisStyle,
      ...{ type: 'value', min: 0, max: ceiling(mostMs), axisLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, formatter: ticks },
    },
    series: kinds.map((kind) => bars(kind, steps, partColor(kind))),
  };
  const titles = kinds.map((kind) =>
    steps.map(
      (step) => `${partNames[kind]} ${ms(partMs(step, kind) ?? 0)}\nrank ${step.rank}: ${describeRequest(step.sample)}`,
    ),
  );
  const label = `Staircase of ${target}: ${count(sent)} requests from ${ms(steps[0]?.serviceMs ?? 0)} to ${ms(steps.at(-1)?.serviceMs ?? 0)}`;
  return draw(option, { ...size, label, titles });
}

/** 1 and the multiples of a round number: about eight labels, however many steps. */
function roundRanks(steps: number): number | ((index: number) => boolean) {
  if (steps <= 12) return 0;
  const every = ceiling(Math.ceil(steps / 8));
  return (index) => index === 0 || (index + 1) % every === 0;
}

const bars = (kind: PartKind, steps: readonly Step[], color: string): BarSeriesOption => ({
  type: 'bar',
  stack: 'service time',
  barWidth: steps.length > 60 ? '100%' : '82%',
  data: steps.map((step) => partMs(step, kind) ?? '-'),
  itemStyle: { color },
});

export const partMs = ({ parts }: Step, kind: PartKind): number | undefined =>
  parts.find((part) => part.kind === kind)?.ms;

const ticks = (value: number): string => (value >= 10_000 ? `${count(value / 1000)} s` : `${count(value)} ms`);

/** The next round number: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten. */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const round = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((step) => step * power >= value) ?? 10;
  return round * power;
}
