import type { StudyResult } from '../../model/study/study-result.ts';
import type { Tuning, TuningPoint } from '../../model/study/tuning.ts';
import { ms, usd } from '../../text/format.ts';
import { chartFigure, wide } from '../page/chart-figure.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import { linear } from './scale.ts';
import { tuningSentences, tuningTitle } from './tuning.ts';
import { estimateText } from './values.ts';

/** Time and cost over memory, and what to choose. */
export const tuningSections = ({ tunings }: StudyResult): Content =>
  tunings.length === 0
    ? undefined
    : html`<section id="memory"><h2>Memory size</h2>${tunings.map(tuningFigure)}</section>`;

function tuningFigure(tuning: Tuning): Markup {
  const title = `Time and cost over memory, ${tuningTitle(tuning)}`;
  const rows = tuning.points.map(({ memoryMb, timeMs, usdPerMillion }) => [
    `${memoryMb} MB`,
    estimateText(timeMs, ms),
    estimateText(usdPerMillion, usd),
  ]);
  const legend = html`<li><span class="swatch ${targetClass(0)}"></span>time</li><li><span class="swatch ${targetClass(1)}"></span>cost per million</li>`;
  return html`${chartFigure({ title, legend, content: wide(title, drawing(tuning.points, title)) })}
<ul>${tuningSentences(tuning).map((line) => html`<li>${line}</li>`)}</ul>
${table({ caption: title, columns: ['memory', 'time', 'cost per million'], rows })}`;
}

const [width, height, left, right, bottom] = [1000, 260, 90, 90, 220];

/** Two axes from zero: time to the left, cost to the right. Sizes are as far apart as they are in the list. */
function drawing(points: readonly TuningPoint[], label: string): Markup {
  const time = linear(0, Math.max(...points.map(({ timeMs }) => timeMs.high ?? timeMs.estimate)), {
    from: bottom,
    to: 20,
  });
  const cost = linear(0, Math.max(...points.map(({ usdPerMillion }) => usdPerMillion.high ?? usdPerMillion.estimate)), {
    from: bottom,
    to: 20,
  });
  const x = (index: number) => left + 40 + (index * (width - left - right - 80)) / Math.max(1, points.length - 1);
  const timeTicks = time.ticks.map(
    (tick) =>
      html`<line class="tick" x1="${left}" x2="${width - right}" y1="${fine(time.at(tick))}" y2="${fine(time.at(tick))}"/><text class="end" x="${left - 8}" y="${fine(time.at(tick) + 4)}">${ms(tick)}</text>`,
  );
  const costTicks = cost.ticks.map(
    (tick) => html`<text x="${width - right + 8}" y="${fine(cost.at(tick) + 4)}">${usd(tick)}</text>`,
  );
  const sizes = points.map(
    ({ memoryMb }, index) => html`<text class="middle" x="${fine(x(index))}" y="${bottom + 20}">${memoryMb} MB</text>`,
  );
  const curve = (index: number, of: (point: TuningPoint) => { readonly y: number; readonly text: string }) =>
    html`<g class="${targetClass(index)}"><polyline class="curve" points="${points.map((point, place) => `${fine(x(place))},${fine(of(point).y)}`).join(' ')}"/>${points.map((point, place) => html`<circle cx="${fine(x(place))}" cy="${fine(of(point).y)}" r="4.5"><title>${of(point).text}</title></circle>`)}</g>`;
  return html`<svg class="chart strip" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}">${timeTicks}${costTicks}${sizes}${curve(0, ({ timeMs, memoryMb }) => ({ y: time.at(timeMs.estimate), text: `${memoryMb} MB: ${estimateText(timeMs, ms)}` }))}${curve(1, ({ usdPerMillion, memoryMb }) => ({ y: cost.at(usdPerMillion.estimate), text: `${memoryMb} MB: ${estimateText(usdPerMillion, usd)}` }))}</svg>`;
}

const fine = (value: number): string => String(Number(value.toFixed(1)));
