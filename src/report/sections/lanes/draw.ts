import type { Part, PartKind } from '../../../stats/service-time-parts.ts';
import { count, counted, ms } from '../../../text/format.ts';
import { partNames } from '../../charts/legend.ts';
import { fine, plot, timeChart } from '../../charts/time-chart.ts';
import { html, type Markup } from '../../page/markup.ts';
import { describeRequest } from '../../page/request-text.ts';
import { type Lane, rowsOf } from './lane.ts';
import type { Bar } from './lane-bars.ts';
import type { LanePanel } from './lane-chart.ts';

/** Below this height a lane has no room for a name. */
const namedLanePx = 11;

export interface LaneLook {
  readonly spanMs: number;
  readonly targetIndex: number;
  /** Charts of one axis are zoomed together. */
  readonly axis: string;
  /** Of every lane of the phase, at all targets. */
  readonly lanePx: number;
  readonly bare?: boolean;
  /** During a run: how far it is. */
  readonly nowMs?: number | undefined;
  /** Below the lanes, as nothing of them is drawn as answered. */
  readonly starts?: readonly StartedLane[];
  readonly flight?: Flight | undefined;
}

/** During a run: an environment that the platform has started, and that has not answered. */
export interface StartedLane {
  readonly instanceId: string;
  readonly label: string;
  readonly fromMs: number;
  /** Of its init, so far if that runs. */
  readonly initToMs: number;
  readonly initRuns: boolean;
  readonly aliveToMs: number;
}

/** Requests that were released at one instant and have no answer: what will answer them is not known. */
export interface Flight {
  readonly requests: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lanes of one height from top to bottom, all panels of a phase on one time axis. */
export function drawLanes(panel: LanePanel, { lanePx, nowMs, starts = [], flight, ...frame }: LaneLook): Markup {
  const gapPx = lanePx > 8 ? 3 : lanePx > 5 ? 2 : 1;
  const lanesPx = (panel.lanes.length + starts.length) * lanePx;
  const heightPx = Math.max(lanesPx + (flight ? flightPx(flight) : 0), 8);
  const placeOf = (index: number): LaneBox => ({ y: index * lanePx + gapPx / 2, height: lanePx - gapPx });
  const lanes = panel.lanes.map((lane, index) => laneMarks(lane, placeOf(index), frame.spanMs));
  return timeChart({
    ...{ ...frame, label: describePanel(panel) },
    heightPx,
    marks: [
      ...lanes,
      ...starts.map((start, index) => startMarks(start, placeOf(panel.lanes.length + index))),
      flight && flightMarks(flight, lanesPx),
      nowMs === undefined ? undefined : html`<path class="now" d="M${fine(nowMs)} 0v${heightPx}"/>`,
    ],
    beside: [...panel.lanes, ...starts].map(({ label }, index) => laneName(label, index, lanePx)),
  });
}

/** Thinner than lanes, so that they do not look like environments. */
const [openRowPx, mostOpenRows] = [3, 100];

const flightPx = ({ requests }: Flight): number => openRowPx * Math.min(requests, mostOpenRows);

/** A row for each request, up to now: as one path, because it is drawn several times a second. */
function flightMarks(flight: Flight, topPx: number): Markup {
  const [fromMs, lengthMs] = [fine(flight.fromMs), fine(flight.toMs - flight.fromMs)];
  const rows = Array.from(
    { length: Math.min(flight.requests, mostOpenRows) },
    (_, row) => `M${fromMs} ${topPx + (row + 0.5) * openRowPx}h${lengthMs}`,
  );
  return html`<g class="mark flight"><title>${counted(flight.requests, 'request')} in flight for ${ms(flight.toMs - flight.fromMs)}</title><path d="${rows.join('')}"/></g>`;
}

/** @param lanes of all drawings that stand beneath each other: a hundred take half of a screen. */
export const laneHeight = (lanes: number): number => (lanes <= 16 ? 20 : lanes <= 30 ? 11 : lanes <= 60 ? 8 : 5);

interface LaneBox {
  readonly y: number;
  readonly height: number;
}

function laneMarks(lane: Lane, place: LaneBox, spanMs: number): Markup {
  const shared = lane.tracks > 1;
  const bars = lane.bars.map((bar) =>
    barMark(shared ? { ...bar, parts: notableParts(bar.parts) } : bar, place, spanMs),
  );
  const drawn = shared
    ? html`<g class="shared" style="--deep: ${depthOf(lane)}">${bars}</g>${stripes(lane.bars, place)}`
    : html`${bars}${ends(lane.bars, place, spanMs)}`;
  return html`${aliveBox(lane, place)}${drawn}`;
}

/** How opaque a request is, so that all requests at once are 90% opaque and each of them is seen. */
const depthOf = (lane: Lane): number => fine(Math.max(0.03, 1 - 0.1 ** (1 / Math.max(2, rowsOf(lane)))));

/**
 * Rows through requests that lie over each other, as in print their color has the gray of a part of one request. They are horizontal,
 * because zooming stretches a drawing in the other direction.
 */
function stripes(bars: readonly Bar[], { y, height }: LaneBox): Markup {
  const fromMs = Math.min(...bars.map((bar) => bar.fromMs));
  const toMs = Math.max(...bars.map((bar) => bar.toMs));
  const rows = Math.max(1, Math.round(height / stripePx) - 1);
  const at = Array.from({ length: rows }, (_, row) => fine(y + ((row + 1) * height) / (rows + 1)));
  return html`<path class="stripes" d="${at.map((rowY) => `M${fine(fromMs)} ${rowY}H${fine(toMs)}`).join('')}"/>`;
}

const stripePx = 4;

/** Where requests lie over each other: cold starts and failures, and all else as one. */
function notableParts(parts: readonly Part[]): readonly Part[] {
  const merged: Part[] = [];
  for (const { kind, ms: length } of parts) {
    const own = outlined.has(kind) ? kind : 'service';
    const last = merged.at(-1);
    if (last?.kind === own) merged[merged.length - 1] = { kind: own, ms: last.ms + length };
    else merged.push({ kind: own, ms: length });
  }
  return merged;
}

/** The box of an instance, as long as it is known to be alive. */
function aliveBox(lane: Lane, { y, height }: LaneBox): Markup | undefined {
  if (lane.instanceId === undefined) return undefined;
  const { aliveFromMs, aliveToMs, complete } = lane;
  const part = complete ? '' : '; only some of its requests are drawn';
  const title = `${lane.instanceId}: known to be alive from ${ms(aliveFromMs)} to ${ms(aliveToMs)}${part}`;
  return html`<g class="mark alive${complete ? '' : ' partial'}"><title>${title}</title>${rectangle(aliveFromMs, aliveToMs, { y, height })}</g>`;
}

function startMarks({ instanceId, fromMs, initToMs, initRuns, aliveToMs }: StartedLane, place: LaneBox): Markup {
  const init = `init ${initRuns ? 'for' : 'of'} ${ms(initToMs - fromMs)}`;
  const title = `${instanceId}: started at ${ms(fromMs)}, ${init}, no answer yet`;
  return html`<g class="mark unanswered"><title>${title}</title>${rectangle(fromMs, aliveToMs, place)}</g><g class="mark"><title>${title}</title>${rectangle(fromMs, initToMs, place, 'init')}</g>`;
}

/** One request: its parts one after another, in the order in which they happen. */
function barMark(bar: Bar, place: LaneBox, spanMs: number): Markup {
  let fromMs = bar.fromMs;
  const parts = bar.parts.map(({ kind, ms: length }) => {
    const part = rectangle(fromMs, fromMs + length, place, kind, length < spanMs * thinnestShare);
    fromMs += length;
    return part;
  });
  return html`<g class="mark"><title>${barTitle(bar)}</title>${parts}</g>\n`;
}

/** What failed and what was cold is seen however long the axis is. */
const outlined: ReadonlySet<string> = new Set<PartKind>(['failed', 'init']);
const thinnestShare = 1 / 400;

function rectangle(fromMs: number, toMs: number, { y, height }: LaneBox, kind?: PartKind, thin = false): Markup {
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

/**
 * A hair of the page at the end of each request, so that the next one is seen to be another, at any zoom. A dark one where the fills on
 * its sides are too much alike: beside idle time, and at the end of an init, as CPU may be too short to be seen between it and waiting.
 */
function ends(bars: readonly Bar[], { y, height }: LaneBox, spanMs: number): Markup {
  const hairs = (atMs: readonly number[]) => atMs.map((ms) => `M${fine(ms)} ${y}v${height}`).join('');
  const ordered = bars.toSorted((a, b) => a.fromMs - b.fromMs);
  const isApart = (before: Bar | undefined, after: Bar | undefined) =>
    before === undefined || after === undefined || after.fromMs - before.toMs >= spanMs * thinnestShare;
  const edges = ordered.flatMap((bar, index) => [
    ...(isApart(ordered[index - 1], bar) ? [bar.fromMs] : []),
    ...initEnd(bar),
    ...(isApart(bar, ordered[index + 1]) ? [bar.toMs] : []),
  ]);
  const others = ordered.filter((bar, index) => bar.failed === 0 && !isApart(bar, ordered[index + 1]));
  return html`<path class="ends" d="${hairs(others.map(({ toMs }) => toMs))}"/><path class="edges" d="${hairs(edges)}"/>`;
}

function initEnd({ fromMs, parts }: Bar): number[] {
  const index = parts.findIndex(({ kind }) => kind === 'init');
  if (index < 0) return [];
  return [parts.slice(0, index + 1).reduce((atMs, { ms: length }) => atMs + length, fromMs)];
}

function laneName(label: string, index: number, lanePx: number): Markup | undefined {
  if (lanePx < namedLanePx) return undefined;
  const name = label.replaceAll('\n', '\\n');
  return html`<text class="name" x="${plot.nameX}" y="${plot.top + (index + 0.5) * lanePx + 4}">${name}</text>`;
}

const describePanel = ({ target, environments, requests, peakInFlight }: LanePanel): string =>
  `Swim lanes of ${target}: ${count(requests)} requests in ${count(environments)} lanes, at most ${count(peakInFlight)} in flight per lane`;
