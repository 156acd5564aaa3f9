import { optional } from '../../model/optional.ts';
import { count, counted } from '../../text/format.ts';
import { roundStep } from '../charts/time-chart.ts';
import { chartFigure, panel, phaseTitle } from '../page/chart-figure.ts';
import { targetClass } from '../page/color.ts';
import { instanceLabels } from '../page/instance-labels.ts';
import { html, type Markup } from '../page/markup.ts';
import { drawLanes, type Flight, type LaneLook, laneHeight, type StartedLane } from '../sections/lanes/draw.ts';
import { type LanePanel, lanePanel } from '../sections/lanes/lane-chart.ts';
import { laneLegend } from '../sections/lanes/lanes.ts';
import { isStarting, type LiveLoad, type LivePhase, type LiveTarget } from './snapshot.ts';

/** Bars of all targets: a frame must be drawn, sent and shown several times a second. */
const mostBars = 800;

interface TargetPanel extends LanePanel {
  readonly index: number;
  readonly load: LiveLoad;
  readonly nowMs: number | undefined;
}

/** The swim lanes of a phase so far, drawn as in the report, all targets on one axis. */
export function liveLanes({ name, kind, spanMs, targets }: LivePhase): Markup {
  const loads = targets.flatMap(({ load, ...target }) => (load === undefined ? [] : [{ ...target, load }]));
  const room = Math.floor(mostBars / Math.max(1, loads.length));
  const shown = loads.map(({ runningMs: nowMs, load, index, ...target }) => ({
    ...kept(panels, load, `${room}`, () => panelOf(target, load, room)),
    ...{ index, nowMs, load },
  }));
  const lanePx = laneHeight(shown.reduce((sum, { lanes, load }) => sum + lanes.length + load.starts.length, 0));
  const look = { axis: name, spanMs: axisOf(spanMs), lanePx };
  return chartFigure({
    title: phaseTitle(name, kind),
    legend: laneLegend(
      shown,
      shown.some(({ load }) => load.starts.length > 0),
    ),
    content: shown.map((own) => drawn(own, { ...look, bare: own !== shown.at(-1) })),
  });
}

type Kept<T> = WeakMap<LiveLoad, { readonly key: string; readonly value: T }>;

const panels: Kept<LanePanel> = new WeakMap();
const drawings: Kept<Markup> = new WeakMap();

/** A load that has ended is always the same object: made again only if something else changes. */
function kept<T>(all: Kept<T>, load: LiveLoad, key: string, make: () => T): T {
  const before = all.get(load);
  if (before?.key === key) return before.value;
  const value = make();
  all.set(load, { key, value });
  return value;
}

function panelOf(target: Pick<LiveTarget, 'name' | 'kind'>, load: LiveLoad, room: number): LanePanel {
  const { originMs = 0, chosen, environments, starts } = load;
  const { samples, totals, instances } = chosen;
  const answered = environments === undefined ? undefined : environments - starts.length;
  const seen = { environments: { list: instances, ...optional('distinct', answered) } };
  const lastMs = samples.reduce((last, { completedAtMs }) => Math.max(last, completedAtMs), originMs);
  const source = { samples, originMs, spanMs: lastMs - originMs, target: { ...target, ...seen }, phase: seen };
  return lanePanel(source, totals, room);
}

function drawn(own: TargetPanel, look: Omit<LaneLook, 'targetIndex' | 'nowMs' | 'starts' | 'flight'>): Markup {
  const { target, index, nowMs, load } = own;
  const whole = { ...look, targetIndex: index, nowMs, starts: startsOf(own), flight: flightOf(own) };
  const drawing = kept(drawings, load, JSON.stringify(whole), () => drawLanes(own, whole));
  return panel(html`<span class="target ${targetClass(index)}">${target}</span>`, factsOf(own), drawing);
}

/** More would push the lanes off the screen. */
const mostStarts = 100;

function startsOf({ nowMs = 0, load: { starts } }: TargetPanel): StartedLane[] {
  const shown = starts.slice(0, mostStarts);
  const labelOf = instanceLabels({
    environments: { list: shown.map(({ environmentId: instanceId }) => ({ instanceId })) },
  });
  return shown.map((start) => {
    const { environmentId: instanceId, fromMs, stoppedAtMs: aliveToMs = nowMs, initToMs = aliveToMs } = start;
    return { instanceId, label: labelOf(instanceId), fromMs, initToMs, initRuns: isStarting(start), aliveToMs };
  });
}

/** From their release until now. Requests that are sent one by one have no common start. */
function flightOf({ nowMs, load: { inFlight, sinceReleaseMs } }: TargetPanel): Flight | undefined {
  if (nowMs === undefined || sinceReleaseMs === undefined || inFlight === 0) return undefined;
  return { requests: inFlight, fromMs: Math.max(0, nowMs - sinceReleaseMs), toMs: nowMs };
}

function factsOf({ requests, environments, lanes, drawn, omitted, load }: TargetPanel): string {
  const unanswered =
    load.starts.length === 0 ? '' : `, ${counted(load.starts.length, 'environment')} started without an answer yet`;
  if (requests === 0) return `${count(load.inFlight)} in flight, no answer yet${unanswered}`;
  const flying = `${load.inFlight === 0 ? '' : `, ${count(load.inFlight)} in flight`}${unanswered}`;
  const all = `${counted(requests, 'request')} in ${counted(Math.max(environments, lanes.length), 'lane')}${flying}`;
  if (requests === drawn.requests && omitted === 0) return all;
  return `${all}; drawn: ${counted(drawn.requests, 'request')} in ${counted(lanes.length, 'lane')}`;
}

/** Grows in steps, so that bars do not move with every drawing: 1 s, 2 s, 5 s, 10 s. */
const axisOf = (spanMs: number): number => roundStep(Math.max(spanMs, 100));
