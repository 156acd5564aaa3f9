import { count } from '../../text/format.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';

/** A drawing over time. Charts of one `axis` are zoomed together. */
export interface TimeChart {
  readonly axis: string;
  readonly spanMs: number;
  readonly heightPx: number;
  readonly targetIndex: number;
  /** What the drawing shows, for who cannot see it. */
  readonly label: string;
  /** The chart below has the instants of both. */
  readonly bare?: boolean;
  /** Across in ms, down in px: the plot is as many ms wide as it shows, so that zooming is another view of the same marks. */
  readonly marks: Content;
  /** Beside and behind the plot, in px from its left edge and the upper edge of the drawing. */
  readonly beside?: Content;
}

/**
 * Where the plot is in the drawing. It is as wide as the drawing, which is as wide as the page lets it be, so that texts are never
 * scaled: names have their place to the left of the drawing, where the style sheet leaves some (`--left`).
 */
export const plot = { top: 4, bottom: 26, bare: 6, nameX: -8 } as const;

export function timeChart({ axis, spanMs, heightPx, targetIndex, label, bare, marks, beside }: TimeChart): Markup {
  const height = heightPx + plot.top + (bare ? plot.bare : plot.bottom);
  const shownMs = Math.max(spanMs, 0.001);
  return html`<svg class="chart time ${bare ? 'bare ' : ''}${targetClass(targetIndex)}" role="img" aria-label="${label}" width="100%" height="${height}" data-axis="${axis}">
<g class="ticks">${ticksOf(shownMs).map((atMs) => tick(atMs, shownMs, heightPx))}</g>
${level('axis', plot.top + heightPx)}${beside}
<svg class="plot" width="100%" y="${plot.top}" height="${heightPx}" viewBox="0 0 ${fine(shownMs)} ${heightPx}" preserveAspectRatio="none">${marks}</svg>
</svg>`;
}

/** A line over the whole width. */
export const level = (look: 'axis' | 'grid', y: number): Markup =>
  html`<line class="${look}" x2="100%" y1="${y}" y2="${y}"/>`;

/** To the µs: finer is beyond any screen, and only makes the page longer. */
export const fine = (value: number): number => Math.round(value * 1000) / 1000;

function tick(atMs: number, spanMs: number, heightPx: number): Markup {
  const x = `${fine((100 * atMs) / spanMs)}%`;
  return html`<line x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.top + heightPx}"/><text x="${x}" y="${plot.top + heightPx + 17}">${tickText(atMs, spanMs)}</text>`;
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
