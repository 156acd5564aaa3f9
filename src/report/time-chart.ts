import { targetClass } from './color.ts';
import { count } from './format.ts';
import { type Content, html, type Markup } from './markup.ts';

/** A drawing over time. Charts of one `axis` are zoomed together. */
export interface TimeChart {
  readonly axis: string;
  readonly spanMs: number;
  readonly heightPx: number;
  readonly targetIndex: number;
  /** What the drawing shows, for who cannot see it. */
  readonly label: string;
  /** Across in ms, down in px: the plot is as many ms wide as it shows, so that zooming is another view of the same marks. */
  readonly marks: Content;
  /** Beside the plot, in px from the upper left corner of the drawing. */
  readonly beside?: Content;
}

const [width, right] = [1040, 16];
/** Where the plot is in the drawing. */
export const plot = { left: 84, end: width - right, top: 4, bottom: 26 } as const;
const plotWidth = plot.end - plot.left;

export function timeChart({ axis, spanMs, heightPx, targetIndex, label, marks, beside }: TimeChart): Markup {
  const height = heightPx + plot.top + plot.bottom;
  const shownMs = Math.max(spanMs, 0.001);
  return html`<svg class="chart time ${targetClass(targetIndex)}" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" data-axis="${axis}">
<g class="ticks">${ticksOf(shownMs).map((atMs) => tick(atMs, shownMs, heightPx))}</g>
<path class="axis" d="M${plot.left} ${plot.top + heightPx}H${plot.end}"/>${beside}
<svg class="plot" x="${plot.left}" y="${plot.top}" width="${plotWidth}" height="${heightPx}" viewBox="0 0 ${fine(shownMs)} ${heightPx}" preserveAspectRatio="none">${marks}</svg>
</svg>`;
}

/** To the µs: finer is beyond any screen, and only makes the page longer. */
export const fine = (value: number): number => Math.round(value * 1000) / 1000;

function tick(atMs: number, spanMs: number, heightPx: number): Markup {
  const x = fine(plot.left + (atMs / spanMs) * plotWidth);
  return html`<path d="M${x} ${plot.top}V${plot.top + heightPx}"/><text x="${x}" y="${plot.top + heightPx + 17}">${tickText(atMs, spanMs)}</text>`;
}

/** Round instants, at most nine, not so near to the end that the text would be cut. `ticksOf(1100)` is 0, 200, ... 1000. */
export function ticksOf(spanMs: number): number[] {
  const step = roundStep(spanMs / 8);
  const most = Math.floor((spanMs * 0.985) / step);
  return Array.from({ length: most + 1 }, (_, index) => index * step);
}

/** The next of 1, 2 and 5 times a power of ten. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}

/** As the script of the page names them. */
const tickText = (atMs: number, spanMs: number): string =>
  spanMs >= 10_000 ? `${fine(atMs / 1000)} s` : spanMs >= 10 ? `${count(atMs)} ms` : `${fine(atMs)} ms`;
