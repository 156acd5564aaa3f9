import type { CheckedErrors } from '../../model/schema/projected.ts';
import { percent } from '../../text/format.ts';

export type CheckedQuantity = Exclude<keyof CheckedErrors, 'inFlight'>;

/** `9%`: the largest error of such a prediction when it was checked. `extrapolated`: the load is beyond what was checked. */
export function checkedWord(errors: CheckedErrors, quantity: CheckedQuantity): string {
  const error = errors[quantity];
  return error === undefined ? 'extrapolated' : percent(error);
}
