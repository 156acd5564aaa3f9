import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from '../before/arrivals.ts';
import { arrivalSeed, phasesOf } from '../before/plan.ts';

/** Below this rate for each CPU, a cold start would have to take 500 ms of CPU to be too much. */
const leastPerSecondPerCpu = 2;
/** Fewer cold starts at once for each CPU end soon: 25 of 80 ms within 2 s. */
const leastAtOncePerCpu = 25;

/** Whether the cold starts of a load may need more CPU than this machine has. A probe takes about half a second. */
export const isWorthProbing = (scenario: Scenario, target: TargetSpec, cpus: number): boolean =>
  scenario.probe &&
  kindOf(target).limits(target) !== undefined &&
  phasesOf(scenario, target).some((phase) => mayBeTooMuch(scenario, phase, cpus));

function mayBeTooMuch(scenario: Scenario, phase: Phase, cpus: number): boolean {
  const { peakPerSecond, releasesTogether, mostInFlight } = moduleOf(phase);
  const source = arrivalSource(arrivalSeed(scenario, phase, 0));
  const perSecond = peakPerSecond(phase, source, 1000);
  if (perSecond !== undefined) return perSecond >= leastPerSecondPerCpu * cpus;
  return releasesTogether && mostInFlight(phase, source) >= leastAtOncePerCpu * cpus;
}
