import type { CheckedRange } from '../../model/plan/plan-result.ts';
import { largestErrorOf, type Validation, type ValidationRow, verdictOf } from '../../model/plan/validation.ts';
import { groupBy } from '../../stats/group.ts';
import { validated } from './validated.ts';

/** What of a plan is predicted. */
export type Quantity = 'environments' | 'coldStarts' | 'latency' | 'memory' | 'cost';
/** `server`: Node servers of which it is known how they use CPU. `shared`: all others whose instances take several requests, which no check has. */
export type PredictedOf = 'one-per-environment' | 'shared' | 'server';

/** A range of requests in flight, for servers of their utilization, in which predictions were compared with measurements. */
export interface ValidatedRange extends CheckedRange {
  readonly quantity: Quantity;
  readonly of: PredictedOf;
}

const quantityOf: Readonly<Record<ValidationRow['quantity'], Quantity>> = {
  ...{ environments: 'environments', 'mean environments': 'environments' },
  ...{ 'cold starts': 'coldStarts', throttled: 'coldStarts' },
  ...{ p50: 'latency', p99: 'latency', memory: 'memory', cost: 'cost' },
};

/**
 * From the least load of which something was learned to the greatest that was measured. A prediction that was off by more than its limit and
 * chance ends the range below its load.
 */
export function rangesOf({ date, rows }: Validation): ValidatedRange[] {
  const groups = groupBy(rows, ({ quantity, of }) => `${quantityOf[quantity]} ${of}`);
  return [...groups.values()].flatMap((group) => {
    const failedAt = Math.min(...group.filter((row) => verdictOf(row) === 'fails').map(({ load }) => load));
    const held = group.filter(({ load }) => load < failedAt);
    const [first] = held;
    if (first === undefined) return [];
    return {
      ...{ quantity: quantityOf[first.quantity], of: first.of },
      low: Math.min(...held.map(({ load, learnedAt = load }) => learnedAt)),
      high: Math.max(...held.map(({ load }) => load)),
      unit: first.of === 'server' ? 'of a CPU' : 'in flight',
      errorShare: Math.max(...held.map(largestErrorOf)),
      source: `rollcall validate, ${date}`,
    };
  });
}

export const validatedRanges: readonly ValidatedRange[] = rangesOf(validated);

/** A prediction at this load is inside of a range that was checked, or beyond it. */
export const basisAt = (quantity: Quantity, of: PredictedOf, load: number): 'predicted' | 'extrapolated' =>
  errorAt(quantity, of, load) === undefined ? 'extrapolated' : 'predicted';

/** Largest error in the range that this load is in; undefined beyond what was checked. */
export const errorAt = (quantity: Quantity, of: PredictedOf, load: number): number | undefined =>
  validatedRanges.find(
    (range) => range.quantity === quantity && range.of === of && range.low <= load && load <= range.high,
  )?.errorShare;
