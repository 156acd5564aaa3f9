import type { RunResult, TargetResult } from '../model/run-result.ts';
import type { Sample } from '../model/sample.ts';
import { groupBy } from './group.ts';
import { type Lane, type LooseLane, laneOf, rowsOf } from './lane.ts';

/** One phase at all its targets: one lane per execution environment, all on one time axis. */
export interface LaneChart {
  readonly phase: string;
  readonly kind: string;
  /** The longest of the targets, from the release of the first request to the last byte. */
  readonly spanMs: number;
  readonly panels: readonly LanePanel[];
}

export interface LanePanel {
  readonly target: string;
  readonly lanes: readonly Lane[];
  /** All tracks of all lanes. */
  readonly rows: number;
  readonly environments: number;
  readonly requests: number;
  readonly peakInFlight: number;
  /** Lanes that did not fit: those with the least requests. */
  readonly omitted: number;
}

/** More rows than this make a drawing that nobody reads. */
const mostRows = 160;
/** Bars of all drawings of the page together: about 400 bytes each. */
const mostBars = 3600;

/** The first repeat of every phase. Times count from the release of the phase's first request at that target. */
export function laneCharts({ targets }: RunResult, samples: readonly Sample[]): LaneChart[] {
  const phases = new Map<string, { kind: string; panels: { spanMs: number; panel: LanePanel }[] }>();
  const drawings = targets.flatMap((target) => target.phases.filter(({ repeat }) => repeat === 0)).length;
  const mostOfEach = Math.min(1500, Math.max(100, Math.floor(mostBars / drawings)));
  for (const target of targets) {
    for (const phase of target.phases.filter(({ repeat }) => repeat === 0)) {
      const own = samples.filter((s) => s.target === target.name && s.phase === phase.name && s.repeat === 0);
      if (!own.some(({ sentAtMs }) => sentAtMs !== undefined)) continue;
      const chart = phases.get(phase.name) ?? { kind: phase.kind, panels: [] };
      phases.set(phase.name, chart);
      chart.panels.push(panelOf(target, own, mostOfEach));
    }
  }
  return [...phases].map(([phase, { kind, panels }]) => ({
    phase,
    kind,
    spanMs: Math.max(...panels.map(({ spanMs }) => spanMs)),
    panels: panels.map(({ panel }) => panel),
  }));
}

function panelOf(
  target: TargetResult,
  samples: readonly Sample[],
  mostBars: number,
): { spanMs: number; panel: LanePanel } {
  const originMs = samples.reduce((first, s) => Math.min(first, s.intendedAtMs), Number.POSITIVE_INFINITY);
  const spanMs = samples.reduce((last, s) => Math.max(last, s.completedAtMs), originMs) - originMs;
  const sent = samples.filter(({ sentAtMs }) => sentAtMs !== undefined);
  const groups = groupBy(sent, ({ identity }) => identity?.instanceId);
  const lives = new Map(target.environments.list.map((life) => [life.instanceId, life]));
  // Ten lanes get their part; of more than that, those without room are left out.
  const common = { originMs, spanMs, mostBars: Math.floor(mostBars / Math.min(groups.size, 10)) };
  const all = [...groups]
    .map(([instanceId, own]) => laneOf(own, { instanceId, life: lives.get(instanceId ?? ''), ...common }))
    .sort(byFirstSeen);
  const lanes = stacked(fitting(all, mostBars));
  const panel: LanePanel = {
    target: target.name,
    lanes,
    rows: lanes.reduce((rows, lane) => rows + rowsOf(lane), 0),
    environments: all.filter(({ instanceId }) => instanceId !== undefined).length,
    requests: samples.length,
    peakInFlight: Math.max(...all.map(({ tracks }) => tracks)),
    omitted: all.length - lanes.length,
  };
  return { spanMs, panel };
}

const byFirstSeen = (a: LooseLane, b: LooseLane): number =>
  a.seenAtMs === b.seenAtMs ? 0 : a.seenAtMs < b.seenAtMs ? -1 : 1;

/** The busiest lanes that have room, in their order. */
function fitting(lanes: readonly LooseLane[], mostBars: number): LooseLane[] {
  const kept = new Set<LooseLane>();
  let [rows, bars] = [0, 0];
  for (const lane of [...lanes].sort((a, b) => b.requests - a.requests)) {
    if (kept.size > 0 && (rows + rowsOf(lane) > mostRows || bars + lane.bars.length > mostBars)) continue;
    kept.add(lane);
    rows += rowsOf(lane);
    bars += lane.bars.length;
  }
  return lanes.filter((lane) => kept.has(lane));
}

function stacked(lanes: readonly LooseLane[]): Lane[] {
  let firstRow = 0;
  return lanes.map(({ seenAtMs: _, requests: __, ...lane }) => {
    const placed = { ...lane, firstRow, bars: lane.bars.map((bar) => ({ ...bar, row: bar.row + firstRow })) };
    firstRow += rowsOf(lane);
    return placed;
  });
}
