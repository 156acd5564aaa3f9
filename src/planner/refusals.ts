import { UserError } from '../model/errors.ts';
import { ms } from '../text/format.ts';
import { corners, numbersAt } from './needs/numbers.ts';
import type { PlanInputs } from './planned-option.ts';

/**
 * What no option can ever answer.
 * @throws {UserError} `plan-impossible`
 */
export function refuseImpossible({ file, needs }: PlanInputs): void {
  const low = corners[1];
  if (low === undefined) return;
  for (const field of ['p99Ms', 'burstP99Ms'] as const) {
    const objective = file.constraints[field];
    const least = [needs.function, needs.server].map((each) => {
      const { waitMs = 0, cpuMs = 0, callMs } = numbersAt(each, low);
      return callMs?.ms ?? waitMs + cpuMs;
    });
    const fastest = Math.min(...least);
    if (objective !== undefined && objective < fastest)
      throw new UserError('plan-impossible', `constraints.${field}: no option can keep ${ms(objective)}: a call takes ${ms(fastest)} by itself`, {
        hint: 'state a longer time, or make the call shorter: fewer downstream calls one after another, or less CPU',
      });
  }
}
