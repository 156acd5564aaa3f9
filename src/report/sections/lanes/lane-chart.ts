import type { EnvironmentLife, Environments } from '../../../model/measures.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import { groupBy } from '../../../stats/group.ts';
import { instanceLabels } from '../../page/instance-labels.ts';
import type { Notable } from '../../selection/selection.ts';
import { isThereThroughout, keptAll } from '../known-alive.ts';
import { type PhasePanels, type PhaseSamples, phasePanels } from '../phase-panels.ts';
import { fitting, mostRows, stacked } from './fit.ts';
import { type Lane, type Life, type LooseLane, laneOf, rowsOf } from './lane.ts';
import { isCold, isFailed, type RankedSample, ranked } from './ranked.ts';

/** One phase at one target: one lane per execution environment. */
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

/** @param notable what a selection of samples has beside evenly spaced ones. */
export function laneCharts(
  { targets }: RunResult,
  even: readonly Sample[],
  notable?: Notable,
): PhasePanels<LanePanel>[] {
  const samples = notable === undefined ? even : [...even, ...notable.samples].sort(byCompletion);
  const drawings = targets.flatMap((target) => target.phases.filter(({ repeat }) => repeat === 0)).length;
  const mostOfEach = Math.min(1500, Math.max(100, Math.floor(mostBars / drawings)));
  return phasePanels(targets, samples, (own) => {
    const totals = notable?.totals.find((of) => of.target === own.target.name && of.phase === own.phase.name);
    return lanePanel(own, totals && { ...totals, requests: totals.sent }, mostOfEach);
  });
}

const byCompletion = (a: Sample, b: Sample): number => a.completedAtMs - b.completedAtMs;

/** What the lanes of one phase at one target are drawn from, during a run or after it. */
export interface LaneSource extends Pick<PhaseSamples, 'samples' | 'originMs' | 'spanMs'> {
  readonly target: Pick<TargetResult, 'name' | 'kind'> & { readonly environments: SeenInstances };
  readonly phase: { readonly environments: SeenInstances };
}

interface SeenInstances extends Pick<Environments, 'distinct' | 'lives'> {
  readonly list: readonly SeenInstance[];
}

export type SeenInstance = Pick<EnvironmentLife, 'instanceId' | 'invocations' | 'peakInFlight'> & Life;

/** @param totals of all requests that were sent; absent where the samples are all. */
export function lanePanel(own: LaneSource, totals: Drawn | undefined, mostBars: number): LanePanel {
  const { target, phase, samples } = own;
  const sent = ranked(samples.filter(({ sentAtMs }) => sentAtMs !== undefined));
  const all = lanesOf(own, sent, mostBars, totals !== undefined);
  const lanes = stacked(fitting(all, mostBars));
  const named = all.filter(({ instanceId }) => instanceId !== undefined).length;
  const environments = totals === undefined ? named : Math.max(named, phase.environments.distinct ?? 0);
  const bars = lanes.flatMap((lane) => lane.bars);
  return {
    ...{ target: target.name, lanes, environments },
    rows: lanes.reduce((rows, lane) => rows + rowsOf(lane), 0),
    requests: totals?.requests ?? sent.length,
    peakInFlight: highest([
      ...all.map(({ tracks }) => tracks),
      ...(totals === undefined ? [] : phase.environments.list.map(({ peakInFlight }) => peakInFlight)),
    ]),
    omitted: environments + all.length - named - lanes.length,
    totals: totals ?? tallyOf(sent.map(({ sample }) => sample)),
    drawn: sumOf(bars),
    joined: sumOf(bars.filter(({ requests }) => requests > 1)),
  };
}

/** Fewer than this, and no more than half of the requests of an instance, would look like all that it had. */
const leastToBeDense = 1000;

/** @param selected the samples are not all. */
function lanesOf(
  { target, phase, originMs, spanMs }: LaneSource,
  sent: readonly RankedSample[],
  mostBarsOfAll: number,
  selected: boolean,
): LooseLane[] {
  const labelOf = instanceLabels(target);
  const groups = groupBy(sent, ({ sample }) => sample.identity?.instanceId);
  const lives = new Map(target.environments.list.map((life) => [life.instanceId, life]));
  const answers = new Map(phase.environments.list.map(({ instanceId, invocations }) => [instanceId, invocations]));
  // Ten lanes get their part; of more than that, those without room are left out.
  const mostBars = Math.floor(mostBarsOfAll / Math.min(groups.size, 10));
  const mostRowsOfEach = Math.max(leastRowsOfALane, Math.min(mostRowsOfALane, Math.floor(mostRows / groups.size)));
  const facts = [...groups].map(([instanceId, own]) => {
    const all = selected ? (answers.get(instanceId ?? '') ?? own.length) : own.length;
    const sparse = own.length <= all / 2 && own.length < leastToBeDense;
    const label = instanceId === undefined ? 'no answer' : labelOf(instanceId);
    return { instanceId, label, own, complete: own.length >= all, sparse };
  });
  const throughout = isThereThroughout(target);
  const someDense = facts.some(({ sparse, instanceId }) => !sparse && instanceId !== undefined);
  return facts
    .map(({ own, sparse, ...fact }) => {
      const separate = someDense && sparse;
      const samples = separate ? own.filter(({ rank }) => rank > 0) : own;
      const life = lives.get(fact.instanceId ?? '');
      const room = { mostBars, mostRows: mostRowsOfEach };
      const isThere = fact.instanceId !== undefined;
      const alive = { aliveBefore: isThere && throughout, aliveAfter: isThere && (throughout || keptAll(phase)) };
      return laneOf(samples, { ...fact, ...room, ...alive, originMs, spanMs, life, sparse: separate });
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
