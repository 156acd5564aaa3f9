import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { DueLoad } from '../../load/shapes.ts';
import type { Probe, ProbedPhase } from '../../model/schema/probe.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { busyEnvironments } from '../../stats/capacity/busy-environments.ts';
import { carried, onThisMachine } from '../../stats/machine/carried.ts';
import type { RequestCosts } from '../../stats/machine/turns.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from '../before/arrivals.ts';
import { arrivalSeed, phasesOf } from '../before/plan.ts';

type Costs = Pick<Probe, 'init' | 'coldCall' | 'warmCall'>;

/** Longer loads are judged by their beginning. */
const mostRequests = 20_000;

/** Whether this machine can carry each phase. A phase finds the environments of those before it. */
export function probedPhases(scenario: Scenario, target: TargetSpec, costs: Costs, cpus: number): ProbedPhase[] {
  let alive = kindOf(target).limits(target)?.provisionedConcurrency ?? 0;
  return phasesOf(scenario, target).flatMap((phase) => {
    const probing = { scenario, target, costs: requestCosts(costs), cpus, alive };
    const probed = probedPhase(phase, probing);
    alive = Math.max(alive, probed?.environmentsHere ?? mostInFlight(phase, probing));
    return probed ?? [];
  });
}

interface Probing {
  readonly scenario: Scenario;
  readonly target: TargetSpec;
  readonly costs: RequestCosts;
  readonly cpus: number;
  /** Environments that are there before the phase. */
  readonly alive: number;
}

function probedPhase(phase: Phase, probing: Probing): ProbedPhase | undefined {
  const load = moduleOf(phase).load(phase, sourceOf(phase, probing));
  if (load.shape === 'due') return openPhase(phase, load, probing);
  return moduleOf(phase).releasesTogether ? burstPhase(phase, probing) : undefined;
}

function openPhase(phase: Phase, load: DueLoad, probing: Probing): ProbedPhase {
  const { target, costs, cpus, alive } = probing;
  const { startsWarm, peakPerSecond } = moduleOf(phase);
  const dueMs = firstOf(load.dueMs);
  const most = Math.min(load.maxInFlight, kindOf(target).mostEnvironments(target), dueMs.length);
  const warmMs = costs.warm.cpuMs + costs.warm.waitMs;
  const perSecond = peakPerSecond(phase, sourceOf(phase, probing), Math.max(1, warmMs)) ?? 0;
  const warmAt = (share: number) => Math.max(alive, Math.min(most, busyEnvironments(perSecond * share, warmMs).high));
  const atShare = (isWarm: boolean) => (share: number) => ({
    dueMs: dueMs.map((ms) => ms / share),
    most,
    warm: isWarm ? warmAt(share) : alive,
  });
  const asPlanned = carried(atShare(startsWarm(phase)), costs, cpus);
  const warm = startsWarm(phase) ? asPlanned : carried(atShare(true), costs, cpus);
  const before = startsWarm(phase) ? warmAt(1) : alive;
  return {
    ...{ name: phase.name, carried: asPlanned.share === 1, perSecond },
    ...{ environments: before + asPlanned.environments, environmentsHere: before + asPlanned.environmentsHere },
    ...(asPlanned.share < 1 && {
      carriedPerSecond: perSecond * asPlanned.share,
      carriedWarmPerSecond: perSecond * warm.share,
    }),
  };
}

/** The requests of a burst take turns on the CPUs; one whose answer comes after its time limit has failed. */
function burstPhase(phase: Phase, probing: Probing): ProbedPhase {
  const { scenario, costs, cpus, alive } = probing;
  const atOnce = Math.max(0, mostInFlight(phase, probing) - alive);
  const { cpuMs, waitMs } = onThisMachine(costs.cold);
  const lastAnswerMs = Math.ceil(atOnce / cpus) * cpuMs + waitMs;
  const isCarried = lastAnswerMs <= scenario.timeoutMs;
  const carriedAtOnce = Math.max(1, Math.floor((scenario.timeoutMs - waitMs) / cpuMs)) * cpus;
  return { name: phase.name, carried: isCarried, atOnce, lastAnswerMs, ...(!isCarried && { carriedAtOnce }) };
}

const requestCosts = ({ init, coldCall, warmCall }: Costs): RequestCosts => ({
  cold: { cpuMs: init.cpuMs + coldCall.cpuMs, waitMs: init.waitMs + coldCall.waitMs },
  warm: warmCall,
});

const mostInFlight = (phase: Phase, probing: Probing): number =>
  Math.min(
    moduleOf(phase).mostInFlight(phase, sourceOf(phase, probing)),
    kindOf(probing.target).mostEnvironments(probing.target),
  );

const sourceOf = (phase: Phase, { scenario }: Probing) => arrivalSource(arrivalSeed(scenario, phase, 0));

function firstOf(dueMs: Iterable<number>): number[] {
  const first: number[] = [];
  for (const ms of dueMs) {
    if (first.length === mostRequests) break;
    first.push(ms);
  }
  return first;
}
