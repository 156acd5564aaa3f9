import type { CustomSeriesOption } from 'echarts/charts';
import { axisStyle, type ChartOption, type Draw, drawable } from './chart.ts';
import { count, ms } from './format.ts';
import type { Bar, Lane } from './lane.ts';
import type { LanePanel } from './lanes.ts';
import { partColor } from './legend.ts';
import type { Markup } from './markup.ts';
import { type PartKind, partNames } from './parts.ts';
import { describeRequest, shortId } from './request-text.ts';

interface Rectangle {
  readonly fromMs: number;
  readonly toMs: number;
  readonly row: number;
  readonly rows: number;
  /** The end of a request: a hair is left free, so that the next one is seen to be another. */
  readonly last?: boolean;
  readonly color: string;
  readonly title: string;
}

const width = 1040;
const margin = { left: 84, right: 16, top: 4, bottom: 26 };
/** Below this height a lane has no room for a name. */
const namedLanePx = 12;

export function drawLanes(panel: LanePanel, spanMs: number, targetIndex: number, draw: Draw): Markup {
  const rowPx = rowHeight(panel.rows);
  const height = margin.top + margin.bottom + Math.max(panel.rows * rowPx, 16);
  const alive = panel.lanes.map(aliveBand);
  const bars = panel.lanes.flatMap(({ bars }) => bars).flatMap((bar) => rectangles(bar, targetIndex));
  const option: ChartOption = {
    grid: margin,
    xAxis: {
      ...axisStyle,
      type: 'value',
      min: 0,
      max: spanMs,
      axisLine: { ...axisStyle.axisLine, onZero: false },
      // The end of the axis is rarely a round number, and its label would cover the last one.
      axisLabel: { ...axisStyle.axisLabel, formatter: tick(spanMs), showMaxLabel: false },
    },
    yAxis: { type: 'value', min: 0, max: panel.rows, inverse: true, show: false },
    series: [series(alive, 0), series(bars, rowPx > 8 ? 2 : rowPx > 4 ? 1 : 0.5), laneNames(panel.lanes, rowPx)],
  };
  const titles = [alive, bars].map((all) => all.map(({ title }) => title));
  return draw(option, { width, height, label: describePanel(panel), titles });
}

/** A hundred lanes still fit on a screen. */
const rowHeight = (rows: number): number => (rows <= 15 ? 18 : rows <= 40 ? 11 : rows <= 80 ? 7 : 5);

const aliveBand = (lane: Lane): Rectangle => ({
  ...{ fromMs: lane.aliveFromMs, toMs: lane.aliveToMs, row: lane.firstRow },
  rows: Math.ceil(lane.tracks / lane.drawnEvery),
  color: lane.instanceId === undefined ? 'none' : 'var(--alive)',
  title: `${lane.instanceId ?? 'no answer'}: known to be there from ${ms(lane.aliveFromMs)} to ${ms(lane.aliveToMs)}`,
});

/** The parts of a request one after another, in the order in which they happen. */
function rectangles(bar: Bar, targetIndex: number): Rectangle[] {
  let fromMs = bar.fromMs;
  return bar.parts.map(({ kind, ms: length }, index) => {
    const rectangle = { fromMs, toMs: fromMs + length, row: bar.row, rows: 1, last: index === bar.parts.length - 1 };
    fromMs += length;
    return { ...rectangle, color: partColor(kind, targetIndex), title: barTitle(bar, kind, length) };
  });
}

const barTitle = ({ sample, requests }: Bar, kind: PartKind, length: number): string =>
  requests > 1
    ? `${count(requests)} requests, closer than can be drawn`
    : `${partNames[kind]} ${ms(length)}\n${describeRequest(sample)}`;

function series(all: readonly Rectangle[], gapPx: number): CustomSeriesOption {
  return {
    type: 'custom',
    data: all.map(({ fromMs, toMs, row }) => [fromMs, toMs, row]),
    encode: { x: [0, 1], y: 2 },
    renderItem: ({ dataIndex }, api) => {
      const item = all[dataIndex];
      if (item === undefined) return undefined;
      const [x = 0, y = 0] = api.coord([item.fromMs, item.row]);
      const [right = 0, bottom = 0] = api.coord([item.toMs, item.row + item.rows]);
      // A thin line is still seen: shorter than that it would look as if nothing had been there.
      const hair = item.last === true && right - x > 4 ? 1 : 0;
      const shape = {
        x,
        y: y + gapPx / 2,
        width: Math.max(right - x - hair, 0.6),
        height: Math.max(bottom - y - gapPx, 1),
      };
      return { type: 'rect', shape, style: { fill: item.color } };
    },
  };
}

function laneNames(lanes: readonly Lane[], rowPx: number): CustomSeriesOption {
  const named = lanes.filter(({ tracks, drawnEvery }) => (tracks / drawnEvery) * rowPx >= namedLanePx);
  return {
    type: 'custom',
    silent: true,
    data: named.map(({ firstRow }) => [0, firstRow]),
    renderItem: ({ dataIndex }, api) => {
      const lane = named[dataIndex];
      if (lane === undefined) return undefined;
      const [x = 0, y = 0] = api.coord([0, lane.firstRow + Math.ceil(lane.tracks / lane.drawnEvery) / 2]);
      const text = drawable(lane.instanceId === undefined ? 'no answer' : shortId(lane.instanceId));
      const font = { fontSize: 11, fontFamily: 'var(--mono)' };
      return {
        type: 'text',
        x: x - 8,
        y,
        style: { text, fill: 'var(--muted)', align: 'right', verticalAlign: 'middle', ...font },
      };
    },
  };
}

const tick =
  (spanMs: number) =>
  (value: number): string =>
    spanMs >= 10_000 ? `${count(value / 1000)} s` : `${count(value)} ms`;

const describePanel = ({ target, environments, requests, peakInFlight }: LanePanel): string =>
  `Swim lanes of ${target}: ${count(requests)} requests in ${count(environments)} lanes, at most ${count(peakInFlight)} at once in one of them`;
