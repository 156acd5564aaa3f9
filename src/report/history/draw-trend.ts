import { when } from '../../text/format.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import type { Trend, TrendChart, TrendPoint } from './trends.ts';

const size = { width: 300, height: 94, left: 8, right: 8, top: 6, bottom: 8 };

/**
 * One figure from run to run: a line for each target, from 0 up. VALID is a full dot, SUSPECT a ring, INVALID a cross beside the line,
 * which goes past it: nothing can be concluded from that run.
 */
export function drawTrend({ runs, targets }: Trend, chart: TrendChart): Markup {
  const { format, series } = chart;
  const highest = Math.max(...series.flatMap(({ points }) => points.map(({ value }) => value)), 0);
  const step = (size.width - size.left - size.right) / Math.max(1, runs.length - 1);
  const x = (at: number) => tenths(runs.length === 1 ? size.width / 2 : size.left + at * step);
  const y = (value: number) =>
    tenths(size.height - size.bottom - (highest === 0 ? 0 : value / highest) * (size.height - size.top - size.bottom));
  const lines = series.map(({ target, points }) => line(targets.indexOf(target), points, x, y));
  const places = runs.map(({ startedAt, verdict }, at) => {
    const values = series.flatMap(({ target, points }) => {
      const point = points.find((one) => one.at === at);
      return point === undefined
        ? []
        : [`${target} ${format(point.value)}${point.verdict === verdict ? '' : ` (${point.verdict})`}`];
    });
    const [from, to] = [Math.max(0, x(at) - step / 2), Math.min(size.width, x(at) + step / 2)];
    return html`<g class="place"><title>${when(startedAt)}, ${verdict}
${values.join('\n')}</title><rect x="${tenths(from)}" y="0" width="${tenths(to - from)}" height="${size.height}"/></g>`;
  });
  return html`<p class="trend-top">${format(highest)}</p><svg class="chart trend" role="img" aria-label="${wordsOf(chart)}" viewBox="0 0 ${size.width} ${size.height}">
<line class="axis" x1="0" x2="${size.width}" y1="${size.height - size.bottom}" y2="${size.height - size.bottom}"/>
${lines}${places}</svg>`;
}

type AxisScale = (value: number) => number;

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Dots are ends of lines without length, so that a point takes ten bytes. */
function line(index: number, points: readonly TrendPoint[], x: AxisScale, y: AxisScale): Markup {
  const joined = points.filter(({ verdict }) => verdict !== 'INVALID');
  const at = (verdict: TrendPoint['verdict']) => points.filter((point) => point.verdict === verdict);
  const dots = (verdict: TrendPoint['verdict']) =>
    at(verdict)
      .map((point) => `M${x(point.at)} ${y(point.value)}h0`)
      .join('');
  const crosses = at('INVALID')
    .map((point) => `M${x(point.at)} ${y(point.value)}m-3-3l6 6m0-6l-6 6`)
    .join('');
  const path = (look: string, d: string) => (d === '' ? undefined : html`<path class="${look}" d="${d}"/>`);
  return html`<g class="${targetClass(index)}" data-line="${index}">${path('joined', joined.map((point, place) => `${place === 0 ? 'M' : 'L'}${x(point.at)} ${y(point.value)}`).join(''))}${path('dot', dots('VALID'))}${path('dot', dots('SUSPECT'))}${path('hole', dots('SUSPECT'))}${path('cross', crosses)}</g>`;
}

/** For who cannot see it: where each line begins and ends. */
function wordsOf({ label, format, series }: TrendChart): string {
  const words = series.map(({ target, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return `${target} from ${format(first?.value ?? 0)} to ${format(last?.value ?? 0)} in ${points.length} runs`;
  });
  return `${label}: ${words.join('; ')}`;
}
