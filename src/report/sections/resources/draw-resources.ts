import type { Format } from '../../../text/format.ts';
import { ms } from '../../../text/format.ts';
import { fine, level, plot, roundStep, timeChart } from '../../charts/time-chart.ts';
import { targetColor } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';

const heightPx = 110;
/** Instants that can be pointed at or reached with the keyboard. */
const mostPlaces = 60;

/** One value of one target over its first load. */
export interface ResourceLine {
  readonly target: string;
  readonly targetIndex: number;
  /** `[ms since its load began, value since the point before]`, ascending. */
  readonly points: readonly (readonly [number, number])[];
}

interface Look {
  readonly title: string;
  readonly spanMs: number;
  readonly format: Format;
}

/** The targets on one axis of time, each from the begin of its own load. */
export function drawResources(lines: readonly ResourceLine[], { title, spanMs, format }: Look): Markup {
  const most = Math.max(0.001, ...lines.flatMap(({ points }) => points.map(([, value]) => value)));
  const step = roundStep(most / 3);
  const top = Math.ceil(most / step) * step;
  const y = (value: number) => fine(heightPx - (value / top) * (heightPx - 6));
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  const paths = lines.map(
    ({ targetIndex, points }) =>
      html`<path stroke="${targetColor(targetIndex)}" d="${points.map(([atMs, value], index) => `${index === 0 ? 'M' : 'L'}${fine(atMs)} ${y(value)}`).join('')}"/>`,
  );
  const highest = lines.map(
    ({ target, points }) => `${target} at most ${format(Math.max(...points.map(([, value]) => value)))}`,
  );
  return timeChart({
    ...{ axis: 'first load', spanMs, heightPx, targetIndex: 0, label: `${title}: ${highest.join(', ')}` },
    beside: ticks.map(
      (tick) =>
        html`${level('grid', plot.top + y(tick))}<text class="name" x="${plot.nameX}" y="${plot.top + y(tick) + 4}">${tick === 0 ? '0' : format(tick)}</text>`,
    ),
    marks: html`${paths}${places(lines, spanMs, format)}`,
  });
}

/** Upright bands that say the value of each target, unseen until they are pointed at. */
function places(lines: readonly ResourceLine[], spanMs: number, format: Format): Markup {
  const width = spanMs / mostPlaces;
  const bands = Array.from({ length: mostPlaces }, (_, index) => {
    const toMs = (index + 1) * width;
    const words = lines.flatMap(({ target, points }) => {
      const at = points.find(([atMs]) => atMs >= toMs - width);
      return at === undefined || at[0] > toMs + width ? [] : [`${target} ${format(at[1])}`];
    });
    return words.length === 0
      ? undefined
      : html`<g class="mark place"><title>${`after ${ms(toMs)}: ${words.join(', ')}`}</title><rect x="${fine(index * width)}" y="0" width="${fine(width)}" height="${heightPx}"/></g>\n`;
  });
  return html`${bands}`;
}
