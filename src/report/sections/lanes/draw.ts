import type { PartKind } from '../../../stats/service-time-parts.ts';
import { count, counted, ms } from '../../../text/format.ts';
import { partNames } from '../../charts/legend.ts';
import { fine, plot, timeChart } from '../../charts/time-chart.ts';
import { html, type Markup } from '../../page/markup.ts';
import { describeRequest } from '../../page/request-text.ts';
import { type Lane, rowsOf } from './lane.ts';
import type { Bar } from './lane-bars.ts';
import type { LanePanel } from './lane-chart.ts';

/** Below this height a lane has no room for a name. */
const namedLanePx = 12;

/** Lanes from top to bottom, all panels of a phase on one time axis. */
export function drawLanes(panel: LanePanel, spanMs: number, targetIndex: number, axis: string): Markup {
  const rowPx = rowHeight(panel.rows);
  const gapPx = rowPx > 8 ? 2 : rowPx > 4 ? 1 : 0.5;
  const bars = panel.lanes.flatMap((lane) => lane.bars);
  return timeChart({
    ...{ axis, spanMs, targetIndex, label: describePanel(panel) },
    heightPx: Math.max(panel.rows * rowPx, 16),
    marks: [
      ...panel.lanes.map((lane) => aliveBand(lane, rowPx, gapPx)),
      ...bars.map((bar) => barMark(bar, rowPx, gapPx, spanMs)),
      ends(bars, rowPx, gapPx),
    ],
    beside: panel.lanes.map((lane) => laneName(lane, rowPx)),
  });
}

/** A hundred lanes still fit on a screen. */
const rowHeight = (rows: number): number => (rows <= 15 ? 18 : rows <= 40 ? 11 : rows <= 80 ? 7 : 5);

function aliveBand(lane: Lane, rowPx: number, gapPx: number): Markup | undefined {
  if (lane.instanceId === undefined) return undefined;
  const { aliveFromMs, aliveToMs, firstRow } = lane;
  const title = `${lane.instanceId}: known to be alive from ${ms(aliveFromMs)} to ${ms(aliveToMs)}`;
  return html`<g class="mark alive"><title>${title}</title>${rectangle(aliveFromMs, aliveToMs, firstRow * rowPx + gapPx / 2, rowsOf(lane) * rowPx - gapPx)}</g>`;
}

/** One request: its parts one after another, in the order in which they happen. */
function barMark(bar: Bar, rowPx: number, gapPx: number, spanMs: number): Markup {
  let fromMs = bar.fromMs;
  const parts = bar.parts.map(({ kind, ms: length }) => {
    const [y, height] = [bar.row * rowPx + gapPx / 2, rowPx - gapPx];
    const part = rectangle(fromMs, fromMs + length, y, height, kind, length < spanMs * thinnestShare);
    fromMs += length;
    return part;
  });
  return html`<g class="mark"><title>${barTitle(bar)}</title>${parts}</g>\n`;
}

/** What failed and what was cold is seen however long the axis is. */
const outlined: ReadonlySet<string> = new Set<PartKind>(['failed', 'init']);
const thinnestShare = 1 / 400;

function rectangle(fromMs: number, toMs: number, y: number, height: number, kind?: PartKind, thin = false): Markup {
  const outline =
    thin && kind !== undefined && outlined.has(kind)
      ? html` stroke="var(--part-${kind})" stroke-width="2" vector-effect="non-scaling-stroke"`
      : undefined;
  const look = kind && html` class="${kind}"`;
  return html`<rect${look} x="${fine(fromMs)}" y="${y}" width="${fine(toMs - fromMs)}" height="${height}"${outline}/>`;
}

function barTitle({ sample, requests, failed, coldStarts, parts, fromMs, toMs }: Bar): string {
  const when = `from ${ms(fromMs)} to ${ms(toMs)}`;
  if (requests > 1) {
    const notable = [
      ...(failed > 0 ? [`${count(failed)} throttled or failed`] : []),
      ...(coldStarts > 0 ? [counted(coldStarts, 'cold start')] : []),
    ];
    return [`${count(requests)} requests ${when}, merged into one bar`, ...notable].join(', ');
  }
  const split = parts.map(({ kind, ms: length }) => `${partNames[kind]} ${ms(length)}`).join(', ');
  return `${describeRequest(sample)}\n${split}\n${when}`;
}

/** A hair of the page at the end of each request, so that the next one is seen to be another, at any zoom. */
function ends(bars: readonly Bar[], rowPx: number, gapPx: number): Markup {
  const hairs = bars
    .filter(({ failed }) => failed === 0)
    .map(({ toMs, row }) => `M${fine(toMs)} ${row * rowPx + gapPx / 2}v${rowPx - gapPx}`);
  return html`<path class="ends" d="${hairs.join('')}"/>`;
}

function laneName(lane: Lane, rowPx: number): Markup | undefined {
  const height = rowsOf(lane) * rowPx;
  if (height < namedLanePx) return undefined;
  const name = lane.label.replaceAll('\n', '\\n');
  return html`<text class="name" x="${plot.nameX}" y="${plot.top + lane.firstRow * rowPx + height / 2 + 4}">${name}</text>`;
}

const describePanel = ({ target, environments, requests, peakInFlight }: LanePanel): string =>
  `Swim lanes of ${target}: ${count(requests)} requests in ${count(environments)} lanes, at most ${count(peakInFlight)} in flight per lane`;
