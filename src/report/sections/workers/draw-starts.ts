import { counted, ms } from '../../../text/format.ts';
import { fine, level, plot, roundStep } from '../../charts/time-chart.ts';
import { targetClass } from '../../page/color.ts';
import type { LabelOf } from '../../page/instance-labels.ts';
import { html, type Markup } from '../../page/markup.ts';
import type { PhaseStarts, WorkerStart } from './starts.ts';

const rowPx = 16;
const boundPx = 8;

/** What all phases of a page are drawn on, so that they can be compared. */
export interface StartAxis {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the earliest to the latest start, with the bounds of their clocks, and the planned instant. */
export function axisOf(all: readonly PhaseStarts[]): StartAxis {
  const edges = all.flatMap(({ starts }) =>
    starts.flatMap(({ lateMs, boundMs = 0 }) => [lateMs - boundMs, lateMs + boundMs]),
  );
  const [fromMs, toMs] = [Math.min(0, ...edges), Math.max(0, ...edges)];
  const marginMs = Math.max((toMs - fromMs) * 0.04, 0.001);
  return { fromMs: fromMs - marginMs, toMs: toMs + marginMs };
}

interface Look {
  readonly axis: StartAxis;
  readonly targetIndex: number;
  readonly labelOf: LabelOf;
}

/** A row for each worker: its start, and how far the bound of its clock reaches to both sides. */
export function drawStarts(of: PhaseStarts, { axis, targetIndex, labelOf }: Look): Markup {
  const { target, phase, starts, started, spreadMs } = of;
  const height = starts.length * rowPx;
  const label = `Starts of phase ${phase} of ${target}: ${counted(started, 'worker')} within ${ms(spreadMs)}`;
  return html`<svg class="chart time starts ${targetClass(targetIndex)}" role="img" aria-label="${label}" width="100%" height="${height + plot.top + plot.bottom}">
<g class="ticks">${ticksIn(axis).map((atMs) => tick(atMs, axis, height))}</g>
${level('axis', plot.top + height)}
${starts.map((start, index) => row(start, labelOf(start.worker), { y: plot.top + (index + 0.5) * rowPx, axis }))}</svg>`;
}

interface RowPosition {
  readonly y: number;
  readonly axis: StartAxis;
}

function row({ worker, lateMs, boundMs }: WorkerStart, label: string, { y, axis }: RowPosition): Markup {
  const bound = boundMs === undefined ? ', its clock was not measured' : ` ±${ms(boundMs)}`;
  const title = `${worker}: ${ms(lateMs)}${bound} after it was planned`;
  const reach =
    boundMs === undefined
      ? undefined
      : html`<rect class="bound" x="${x(lateMs - boundMs, axis)}" width="${share(2 * boundMs, axis)}" y="${y - boundPx / 2}" height="${boundPx}"/>`;
  return html`<text class="name" x="${plot.nameX}" y="${y + 4}">${label}</text><g class="mark"><title>${title}</title>${reach}<circle cx="${x(lateMs, axis)}" cy="${y}" r="4"/></g>\n`;
}

const share = (spanMs: number, { fromMs, toMs }: StartAxis): string => `${fine((100 * spanMs) / (toMs - fromMs))}%`;

const x = (atMs: number, axis: StartAxis): string => share(atMs - axis.fromMs, axis);

/** Round distances from the planned instant. */
function ticksIn({ fromMs, toMs }: StartAxis): number[] {
  const step = roundStep((toMs - fromMs) / 6);
  const [first, last] = [Math.ceil(fromMs / step), Math.floor(toMs / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => fine((first + index) * step));
}

function tick(atMs: number, axis: StartAxis, height: number): Markup {
  const at = x(atMs, axis);
  const text = atMs === 0 ? 'planned' : `${atMs > 0 ? '+' : '−'}${ms(Math.abs(atMs))}`;
  return html`<line class="${atMs === 0 ? 'axis' : ''}" x1="${at}" x2="${at}" y1="${plot.top}" y2="${plot.top + height}"/><text x="${at}" y="${plot.top + height + 17}">${text}</text>`;
}
