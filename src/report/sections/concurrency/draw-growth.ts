import { count, counted } from '../../../text/format.ts';
import { axisStyle, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';
import type { Growth } from './growth.ts';

const size = { width: 1040, height: 250 };

/** One line per target, and the one that it would be if every request had an environment of its own. */
export function drawGrowth(growths: readonly Growth[], indexOf: (target: string) => number, draw: Draw): Markup {
  const most = Math.max(...growths.flatMap(({ bursts }) => bursts.map((burst) => burst.size)));
  const option: ChartOption = {
    grid: { left: 72, right: 24, top: 14, bottom: 46 },
    xAxis: { ...axisStyle, ...named('requests in the burst'), type: 'value', min: 0, max: most },
    yAxis: { ...axisStyle, ...named('distinct environments', 44), type: 'value', min: 0, minInterval: 1 },
    series: [
      {
        type: 'line',
        data: [
          [0, 0],
          [most, most],
        ],
        showSymbol: false,
        lineStyle: { color: 'var(--axis)', width: 1.5, type: 'dotted' },
      },
      ...growths.map(({ target, bursts }) => ({
        type: 'line' as const,
        data: bursts.map((burst) => [burst.size, burst.environments]),
        ...{ symbol: 'circle', symbolSize: 9, showSymbol: true },
        itemStyle: { color: targetColor(indexOf(target)) },
        lineStyle: { color: targetColor(indexOf(target)), width: 2 },
      })),
    ],
  };
  const titles = growths.map(({ target, bursts }) =>
    bursts.map(({ size: requests, environments, coldStarts }) => {
      const cold = coldStarts === undefined ? '' : `, ${counted(coldStarts, 'cold start')}`;
      return `${target}: a burst of ${count(requests)} took ${counted(environments, 'distinct environment')}${cold}`;
    }),
  );
  const described = growths.map(({ target, bursts }) => {
    const points = bursts.map(({ size: requests, environments }) => `${requests} to ${environments}`);
    return `${target} ${points.join(', ')}`;
  });
  const label = `Distinct environments by burst size: ${described.join('; ')}`;
  return draw(option, { ...size, nearest: true, label, titles: [[], ...titles] });
}
