import type { PhaseResult, RunResult, TargetResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import { groupBy } from '../../../stats/group.ts';
import { instanceLabels } from '../../page/instance-labels.ts';
import type { Notable, PhaseTotals } from '../../selection/selection.ts';
import { fitting, mostRows, stacked } from './fit.ts';
import { type Lane, type LooseLane, laneOf, rowsOf } from './lane.ts';
import { isCold, isFailed, type RankedSample, ranked } from './ranked.ts';

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
  /** Those that answered, drawn or not. */
  readonly environments: number;
  /** Sent, drawn or not. */
  readonly requests: number;
  readonly peakInFlight: number;
  /** Lanes for which there was no room, or of which too few requests are at hand. */
  readonly omitted: number;
  /** Of the requests that were sent. */
  readonly totals: Drawn;
  /** Joined ones among them. */
  readonly drawn: Drawn;
  /** Drawn as one with a neighbor. */
  readonly joined: Drawn;
}

/** Requests, and the notable ones among them. */
export interface Drawn {
  readonly requests: number;
  readonly failed: number;
  readonly coldStarts: number;
}

/** Bars of all drawings of the page together: about 400 bytes each. */
const mostBars = 3600;

/** Tracks of a lane beside many others. */
const leastRowsOfALane = 8;
const mostRowsOfALane = 100;

/**
 * The first repeat of every phase. Times count from the release of the phase's first request at that target.
 * @param notable what a selection of samples has beside evenly spaced ones.
 */
export function laneCharts({ targets }: RunResult, even: readonly Sample[], notable?: Notable): LaneChart[] {
  const samples = notable === undefined ? even : [...even, ...notable.samples].sort(byCompletion);
  const phases = new Map<string, { kind: string; panels: { spanMs: number; panel: LanePanel }[] }>();
  const drawings = targets.flatMap((target) => target.phases.filter(({ repeat }) => repeat === 0)).length;
  const mostOfEach = Math.min(1500, Math.max(100, Math.floor(mostBars / drawings)));
  for (const target of targets) {
    for (const phase of target.phases.filter(({ repeat }) => repeat === 0)) {
      const own = samples.filter((s) => s.target === target.name && s.phase === phase.name && s.repeat === 0);
      if (!own.some(({ sentAtMs }) => sentAtMs !== undefined)) continue;
      const chart = phases.get(phase.name) ?? { kind: phase.kind, panels: [] };
      phases.set(phase.name, chart);
      const told = notable?.totals.find((totals) => totals.target === target.name && totals.phase === phase.name);
      chart.panels.push(panelOf(target, phase, own, { told, mostBars: mostOfEach }));
    }
  }
  return [...phases].map(([phase, { kind, panels }]) => ({
    phase,
    kind,
    spanMs: Math.max(...panels.map(({ spanMs }) => spanMs)),
    panels: panels.map(({ panel }) => panel),
  }));
}

const byCompletion = (a: Sample, b: Sample): number => a.completedAtMs - b.completedAtMs;

interface PanelFacts {
  /** What all lines say; absent where the samples are all. */
  readonly told: PhaseTotals | undefined;
  readonly mostBars: number;
}

function panelOf(
  target: TargetResult,
  phase: PhaseResult,
  samples: readonly Sample[],
  { told, mostBars }: PanelFacts,
): { spanMs: number; panel: LanePanel } {
  const originMs = samples.reduce((first, s) => Math.min(first, s.intendedAtMs), Number.POSITIVE_INFINITY);
  const spanMs = samples.reduce((last, s) => Math.max(last, s.completedAtMs), originMs) - originMs;
  const sent = ranked(samples.filter(({ sentAtMs }) => sentAtMs !== undefined));
  const all = lanesOf(target, sent, { originMs, spanMs, mostBars, phase, selected: told !== undefined });
  const lanes = stacked(fitting(all, mostBars));
  const named = all.filter(({ instanceId }) => instanceId !== undefined).length;
  const environments = told === undefined ? named : Math.max(named, phase.environments.distinct);
  const bars = lanes.flatMap((lane) => lane.bars);
  const panel: LanePanel = {
    ...{ target: target.name, lanes, environments },
    rows: lanes.reduce((rows, lane) => rows + rowsOf(lane), 0),
    requests: told?.sent ?? sent.length,
    peakInFlight: highest([
      ...all.map(({ tracks }) => tracks),
      ...(told === undefined ? [] : phase.environments.list.map(({ peakInFlight }) => peakInFlight)),
    ]),
    omitted: environments + all.length - named - lanes.length,
    totals: told === undefined ? tallyOf(sent.map(({ sample }) => sample)) : { ...told, requests: told.sent },
    drawn: sumOf(bars),
    joined: sumOf(bars.filter(({ requests }) => requests > 1)),
  };
  return { spanMs, panel };
}

/** Fewer than this, and no more than half of the requests of an instance, would look like all that it had. */
const leastToBeDense = 1000;

interface PanelSize {
  readonly originMs: number;
  readonly spanMs: number;
  readonly mostBars: number;
  readonly phase: PhaseResult;
  /** The samples are not all. */
  readonly selected: boolean;
}

function lanesOf(target: TargetResult, sent: readonly RankedSample[], size: PanelSize): LooseLane[] {
  const { phase, selected } = size;
  const labelOf = instanceLabels(target);
  const groups = groupBy(sent, ({ sample }) => sample.identity?.instanceId);
  const lives = new Map(target.environments.list.map((life) => [life.instanceId, life]));
  const answers = new Map(phase.environments.list.map(({ instanceId, invocations }) => [instanceId, invocations]));
  // Ten lanes get their part; of more than that, those without room are left out.
  const mostBars = Math.floor(size.mostBars / Math.min(groups.size, 10));
  const mostRowsOfEach = Math.max(leastRowsOfALane, Math.min(mostRowsOfALane, Math.floor(mostRows / groups.size)));
  const facts = [...groups].map(([instanceId, own]) => {
    const all = selected ? (answers.get(instanceId ?? '') ?? own.length) : own.length;
    const sparse = own.length <= all / 2 && own.length < leastToBeDense;
    const label = instanceId === undefined ? 'no answer' : labelOf(instanceId);
    return { instanceId, label, own, complete: own.length >= all, sparse };
  });
  const someDense = facts.some(({ sparse, instanceId }) => !sparse && instanceId !== undefined);
  return facts
    .map(({ own, sparse, ...fact }) => {
      const apart = someDense && sparse;
      const samples = apart ? own.filter(({ rank }) => rank > 0) : own;
      const life = lives.get(fact.instanceId ?? '');
      return laneOf(samples, { ...size, ...fact, life, sparse: apart, mostBars, mostRows: mostRowsOfEach });
    })
    .sort(byFirstSeen);
}

const highest = (levels: readonly number[]): number => levels.reduce((most, level) => Math.max(most, level), 0);

const tallyOf = (samples: readonly Sample[]): Drawn => ({
  requests: samples.length,
  failed: samples.filter(isFailed).length,
  coldStarts: samples.filter(isCold).length,
});

const sumOf = (bars: readonly Drawn[]): Drawn => ({
  requests: bars.reduce((sum, { requests }) => sum + requests, 0),
  failed: bars.reduce((sum, { failed }) => sum + failed, 0),
  coldStarts: bars.reduce((sum, { coldStarts }) => sum + coldStarts, 0),
});

const byFirstSeen = (a: LooseLane, b: LooseLane): number =>
  a.seenAtMs === b.seenAtMs ? 0 : a.seenAtMs < b.seenAtMs ? -1 : 1;
