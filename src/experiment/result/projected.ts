import { moduleOf } from '../../load/phase-modules.ts';
import { optional } from '../../model/optional.ts';
import type { FunctionLimits } from '../../model/platform/lambda.ts';
import type { Demands } from '../../model/schema/demands.ts';
import type { Probe } from '../../model/schema/probe.ts';
import type { Projected } from '../../model/schema/projected.ts';
import { type PredictedCall, predictedCall } from '../../planner/needs/numbers.ts';
import { errorAt, type Quantity } from '../../planner/validation/ranges.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { CallDemand } from '../../stats/demands.ts';
import { CallSource } from '../../stats/projected/call-source.ts';
import { type ReplayedPhase, replayedPhase } from '../../stats/projected/phase.ts';
import { ReplayedPlatform } from '../../stats/projected/platform.ts';
import { projectedOf } from '../../stats/projected/projected.ts';
import { kindOf } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from '../before/arrivals.ts';
import { arrivalSeed } from '../before/plan.ts';
import { functionBehind } from '../before/priced-function.ts';
import type { Observation, ObservedPhase } from '../observe/observation.ts';
import { billingOptions } from './costs/bill.ts';

/** A load, or a phase of it: its calls, and what they need. */
export interface MeasuredCalls {
  readonly calls: readonly CallDemand[];
  readonly demands: Demands | undefined;
  readonly loadMs: number;
}

interface Projections {
  readonly whole?: Projected;
  /** In the order of the phases. */
  readonly phases: readonly (Projected | undefined)[];
}

/** Nothing where the needs of no call are known. Where none of the run was measured, the calls of the probe before it are known. */
export function assembleProjected(
  scenario: Scenario,
  seen: Observation,
  whole: MeasuredCalls,
  phases: readonly MeasuredCalls[],
): Projections {
  const probed = probedCalls(seen);
  if (whole.calls.length + probed.length === 0) return { phases: [] };
  const otherwise = whole.demands ?? { cpuSpeed: scenario.cpuSpeed };
  const limits = kindOf(seen.target).limits(seen.target);
  const replayed = limits && replay(scenario, seen, { limits, pools: [whole.calls, probed], phases, otherwise });
  const projected = ({ calls, demands, loadMs }: MeasuredCalls, served: readonly ReplayedPhase[] | undefined) =>
    withCheckedErrors(
      projectedOf(
        { demands: calls, replayed: served, isProbed: whole.calls.length === 0 },
        { cpuScale: cpuScaleOf(demands ?? otherwise), billing: billingOptions(scenario, seen, loadMs) },
      ),
      meanCallOf(calls.length === 0 ? probed : calls, cpuScaleOf(demands ?? otherwise)),
    );
  return {
    ...optional('whole', projected(whole, replayed)),
    phases: phases.map((phase, index) => projected(phase, replayed?.slice(index, index + 1))),
  };
}

/** Not where requests wait in a queue: no such platform was checked. */
function withCheckedErrors(projected: Projected | undefined, call: PredictedCall | undefined): Projected | undefined {
  const inFlight = projected?.peakAlive;
  if (projected === undefined || inFlight === undefined) return projected;
  const of = (quantity: Quantity) => errorAt(quantity, 'one-per-environment', { inFlight, call });
  return {
    ...projected,
    checkedErrors: {
      inFlight,
      ...optional('environments', of('environments')),
      ...optional('coldStarts', of('coldStarts')),
      ...optional('latency', of('latency')),
      ...optional('cost', of('cost')),
    },
  };
}

/** At the memory size of the first: all have the same. */
function meanCallOf(calls: readonly CallDemand[], cpuScale: number): PredictedCall | undefined {
  const [first] = calls;
  if (first === undefined) return undefined;
  const mean = (of: (call: CallDemand) => number) => calls.reduce((sum, each) => sum + of(each), 0) / calls.length;
  const needs = { cpuMs: mean(({ call }) => call.cpuMs) * cpuScale, waitMs: mean(({ call }) => call.waitMs) };
  return predictedCall(needs, first.memorySizeMb);
}

/** Those of the probe, whose CPU includes that of the embedded Lambda: a few ms. */
function probedCalls({ target, probe, deployed }: Observation): CallDemand[] {
  const { memoryMb } = functionBehind(target, deployed?.function);
  if (probe === undefined || memoryMb === undefined) return [];
  const facts = { requestId: 'probe', atEpochMs: 0, memorySizeMb: memoryMb };
  const need = (cost: Probe['init']) => ({ ...cost, queuedMs: 0, queuedInsideMs: 0, throttledMs: 0 });
  return [
    { ...facts, init: need(probe.init), call: need(probe.coldCall) },
    { ...facts, call: need(probe.warmCall) },
  ];
}

/** CPU time of the platform per CPU time measured here, which neighbors slowed by the factor. */
export const cpuScaleOf = (demands: Demands | undefined): number =>
  (demands?.cpuSpeed ?? 1) / (demands?.reference?.factor ?? 1);

interface Replaying {
  readonly limits: FunctionLimits;
  /** Beside the calls of a phase. */
  readonly pools: readonly (readonly CallDemand[])[];
  readonly phases: readonly MeasuredCalls[];
  /** Of a phase without measured calls. */
  readonly otherwise: Demands;
}

/** Each repeat has a platform of its own, on which phases follow one another with the pauses of the run between them. */
function replay(
  scenario: Scenario,
  seen: Observation,
  { limits, pools, phases, otherwise }: Replaying,
): ReplayedPhase[] {
  let [platform, before]: [ReplayedPlatform | undefined, ObservedPhase | undefined] = [undefined, undefined];
  return seen.phases.map((observed, index) => {
    const { phase, repeat, startedAtMs, tally, warmed } = observed;
    if (platform === undefined || before?.repeat !== repeat)
      platform = new ReplayedPlatform({ ...limits, seed: scenario.seed });
    else platform.advanceTo(platform.nowMs + startedAtMs - before.finishedAtMs);
    before = observed;
    if (warmed !== undefined) platform.warm(Math.max(0, warmed.environments - platform.alive));
    const { sent, notSent } = tally.finish().measures.requests;
    const load = moduleOf(phase).load(phase, arrivalSource(arrivalSeed(scenario, phase, repeat)));
    const { calls = [], demands = otherwise } = phases[index] ?? {};
    const source = new CallSource([calls, ...pools], cpuScaleOf(demands));
    return replayedPhase(platform, load, { most: sent + notSent, source });
  });
}
