import type { TargetResult } from '../../../model/run-result.ts';
import { percent } from '../../../text/format.ts';

/** The projected share does not depend on this machine. */
export function waitingClause({ projected, utilization }: TargetResult): string | undefined {
  if (projected !== undefined)
    return `${percent(projected.waitingShareOfBilled)} of its projected billed time is waiting`;
  return utilization && `${percent(utilization.waitingShareOfBilled)} of its billed time was waiting`;
}
