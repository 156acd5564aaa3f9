import { count, counted } from '../../text/format.ts';
import { roundStep } from '../charts/time-chart.ts';
import { chartFigure, panel } from '../page/chart-figure.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { drawLanes, type LaneLook, laneHeight } from '../sections/lanes/draw.ts';
import { type LanePanel, lanePanel } from '../sections/lanes/lane-chart.ts';
import { laneLegend } from '../sections/lanes/lanes.ts';
import type { LiveLoad, LivePhase } from './snapshot.ts';

/** Bars of all targets: a frame must be drawn, sent and shown several times a second. */
const mostBars = 1200;

interface TargetPanel extends LanePanel {
  readonly targetIndex: number;
  readonly inFlight: number;
  readonly nowMs: number | undefined;
}

/** The swim lanes of a phase so far, drawn as in the report, all targets on one axis. */
export function liveLanes({ name, kind, spanMs, targets }: LivePhase): Markup {
  const loads = targets.flatMap(({ load, ...target }, targetIndex) =>
    load === undefined ? [] : [{ ...target, load, targetIndex }],
  );
  const room = Math.floor(mostBars / Math.max(1, loads.length));
  const panels = loads.map(({ name: target, runningMs: nowMs, load, targetIndex }) => ({
    ...panelOf(target, load, room),
    ...{ targetIndex, nowMs, inFlight: load.inFlight },
  }));
  const lanePx = laneHeight(Math.max(0, ...panels.map(({ lanes }) => lanes.length)));
  const look = { axis: name, spanMs: axisOf(spanMs), lanePx };
  return chartFigure({
    title: html`Phase ${name} <span class="muted">${kind}</span>`,
    legend: laneLegend(panels),
    content: panels.map((own) => drawn(own, { ...look, bare: own !== panels.at(-1) })),
  });
}

function panelOf(name: string, load: LiveLoad, room: number): LanePanel {
  const { originMs = 0, chosen, instances, environments } = load;
  const { samples, totals } = chosen;
  const seen = { environments: { list: instances, distinct: environments } };
  const lastMs = samples.reduce((last, { completedAtMs }) => Math.max(last, completedAtMs), originMs);
  const source = { samples, originMs, spanMs: lastMs - originMs, target: { name, ...seen }, phase: seen };
  return lanePanel(source, totals, room);
}

function drawn(own: TargetPanel, look: Omit<LaneLook, 'targetIndex' | 'nowMs'>): Markup {
  const { target, targetIndex, nowMs } = own;
  const named = html`<span class="target ${targetClass(targetIndex)}">${target}</span>`;
  return panel(named, factsOf(own), drawLanes(own, { ...look, targetIndex, nowMs }));
}

function factsOf({ requests, environments, lanes, drawn, omitted, inFlight }: TargetPanel): string {
  if (requests === 0) return `${count(inFlight)} in flight, no answer yet`;
  const all = `${counted(requests, 'request')} in ${counted(Math.max(environments, lanes.length), 'lane')}`;
  if (requests === drawn.requests && omitted === 0) return all;
  return `${all}; drawn: ${counted(drawn.requests, 'request')} in ${counted(lanes.length, 'lane')}`;
}

/** Grows in steps, so that bars do not move with every drawing: 1 s, 2 s, 5 s, 10 s. */
const axisOf = (spanMs: number): number => roundStep(Math.max(spanMs, 100));
