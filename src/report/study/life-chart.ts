import type { IdleLife } from '../../model/study/idle-life.ts';
import { survivingShare } from '../../stats/study/life/life-models.ts';
import { counted, ms, msLike, percent } from '../../text/format.ts';
import { axisStyle, marks, named } from '../charts/axes.ts';
import type { ChartOption, Draw } from '../charts/chart.ts';
import { targetColor } from '../page/color.ts';
import type { Markup } from '../page/markup.ts';

const size = { width: 1040, height: 320 };
const curvePoints = 400;

/** The share of environments that were still there after each wait, with its interval, and the curve of each model. */
export function drawLife({ waits, models }: IdleLife, name: string, draw: Draw): Markup {
  const longestMs = (waits.at(-1)?.waitMs ?? 0) * 1.1;
  const showMs = msLike([longestMs]);
  const option: ChartOption = {
    grid: { left: 62, right: 24, top: 14, bottom: 46 },
    xAxis: {
      ...{ ...axisStyle, ...named('idle for'), type: 'value', min: 0, max: longestMs },
      axisLabel: { ...axisStyle.axisLabel, formatter: showMs },
    },
    yAxis: {
      ...{ ...axisStyle, type: 'value', min: 0, max: 1, interval: 0.25 },
      axisLabel: { ...axisStyle.axisLabel, formatter: (share: number) => percent(share) },
    },
    series: [
      marks(
        waits.map(({ waitMs, share }) => [waitMs, share.estimate]),
        'var(--ink)',
        9,
      ),
      ...waits.map(({ waitMs, share }) => ({
        ...{
          type: 'line' as const,
          data: [
            [waitMs, share.low],
            [waitMs, share.high],
          ],
          showSymbol: false,
        },
        lineStyle: { color: 'var(--ink)', width: 1.5 },
      })),
      ...models.map((model, index) => ({
        ...{ type: 'line' as const, data: curveOf(model, longestMs), showSymbol: false },
        lineStyle: { color: targetColor(index), width: index === 0 ? 2.5 : 1.5 },
      })),
    ],
  };
  const titles = waits.map(
    ({ waitMs, there, gone }) => `${there} of ${counted(there + gone, 'environment')} still there after ${ms(waitMs)}`,
  );
  return draw(option, { ...size, nearest: true, label: `${name}: ${titles.join('; ')}`, titles: [titles] });
}

function curveOf({ kind, ms: time }: IdleLife['models'][number], longestMs: number): [number, number][] {
  const surviving = survivingShare(kind, time);
  return Array.from({ length: curvePoints + 1 }, (_, index) => {
    const atMs = (index / curvePoints) * longestMs;
    return [atMs, surviving(atMs)];
  });
}
