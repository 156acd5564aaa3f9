import type { FieldProblem } from '../scenario/reading/located.ts';
import { ms } from '../text/format.ts';
import { cornersOf } from './needs/numbers.ts';
import type { PlanInputs } from './planned-option.ts';

/** Objectives that no option can ever keep: shorter than a call that nothing slows. */
export function impossibleOf({ file, needs }: PlanInputs): FieldProblem[] {
  const times = [needs.function, needs.server]
    .flatMap(cornersOf)
    .map(({ waitMs = 0, cpuMs = 0, callMs }) => callMs?.ms ?? waitMs + cpuMs);
  const fastest = Math.min(...times);
  return (['p99Ms', 'burstP99Ms'] as const).flatMap((field) => {
    const objective = file.constraints[field];
    if (objective === undefined || objective >= fastest) return [];
    const message = `expected at least ${ms(fastest)}, which a call takes by itself, got ${ms(objective)}: no option can keep it`;
    return [{ path: ['constraints', field], message }];
  });
}
