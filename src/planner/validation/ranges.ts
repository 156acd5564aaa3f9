import type { CheckedRange } from '../../model/plan/plan-result.ts';

/** What of a plan is predicted. */
export type Quantity = 'environments' | 'coldStarts' | 'latency' | 'memory' | 'cost';
export type PredictedOf = 'one-per-environment' | 'shared' | 'server';

/** A range of requests in flight, for servers of their utilization, in which predictions were compared with measurements. */
export interface ValidatedRange extends CheckedRange {
  readonly quantity: Quantity;
  readonly of: PredictedOf;
}

/** Filled by `rollcall validate` (docs/validation.md). */
export const validatedRanges: readonly ValidatedRange[] = [];

/** A prediction at this load is inside of a range that was checked, or beyond it. */
export const basisAt = (quantity: Quantity, of: PredictedOf, load: number): 'predicted' | 'extrapolated' =>
  validatedRanges.some(
    (range) => range.quantity === quantity && range.of === of && range.low <= load && load <= range.high,
  )
    ? 'predicted'
    : 'extrapolated';
