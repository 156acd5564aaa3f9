import { holm } from '../tests/holm.ts';
import type { ValueComparison } from './compare-values.ts';
import type { Role } from './metrics.ts';

/**
 * The conclusion about a metric. `regression` and `improvement`: beyond the practical threshold, with all comparisons together
 * kept to the error rate. `equivalent`: shown to be within it. `identical`: no pair of values differs, so there was nothing to
 * test. `shifted`: not the same, but whether by more than the threshold is not settled. `inconclusive`: the values say neither.
 * `too-few`: so few values could never say.
 */
export type Conclusion =
  | 'regression'
  | 'improvement'
  | 'equivalent'
  | 'identical'
  | 'shifted'
  | 'inconclusive'
  | 'too-few'
  | 'one-run'
  | 'not-measured';

export interface Concluded {
  readonly conclusion: Conclusion;
  /** p of no difference, adjusted for all comparisons (Holm). */
  readonly adjustedP: number;
}

/** The primary figures share the error rate; each of the others has its own. */
export function concludeByRole(
  rows: readonly { readonly role: Role; readonly values?: ValueComparison }[],
  alpha: number,
): Map<ValueComparison, Concluded> {
  const valuesOf = (role: Role) => rows.flatMap((row) => (row.role === role ? (row.values ?? []) : []));
  const families = [valuesOf('primary'), ...valuesOf('exploratory').map((values) => [values])];
  return new Map(families.flatMap((family) => zipped(family, conclude(family, alpha))));
}

const zipped = <A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] =>
  first.flatMap((one, index) => {
    const other = second[index];
    return other === undefined ? [] : [[one, other] as const];
  });

/** Of comparisons that are looked at together. */
function conclude(comparisons: readonly ValueComparison[], alpha: number): Concluded[] {
  const family = comparisons.filter(isTest);
  const beyond = adjustedIn(family, ({ pWorse, pBetter }) => Math.min(1, 2 * Math.min(pWorse, pBetter)));
  const any = adjustedIn(family, ({ p }) => p);
  return comparisons.map((comparison) => {
    const adjustedP = any.get(comparison) ?? 1;
    const ps = { beyondP: beyond.get(comparison) ?? 1, adjustedP, smallestP: family.length * comparison.smallestP };
    return { adjustedP, conclusion: conclusionOf(comparison, ps, alpha + rounding) };
  });
}

/** 1 / 20 counted as a sum of fractions may end a hair above 0.05. */
export const rounding = 1e-12;

/** One value a side supports no conclusion, and equal values are no question: neither is a test that could be wrong. */
export const isTest = (comparison: ValueComparison): boolean => hasSeveral(comparison) && differs(comparison);

const hasSeveral = ({ baseline, candidate }: ValueComparison): boolean => baseline.length > 1 && candidate.length > 1;

/** Whether any pair of values that is compared is not the same. */
export const differs = ({ shift: { lowest, highest } }: ValueComparison): boolean => lowest !== 0 || highest !== 0;

function adjustedIn(family: readonly ValueComparison[], pOf: (comparison: ValueComparison) => number) {
  const adjusted = holm(family.map(pOf));
  return new Map(family.map((comparison, index) => [comparison, adjusted[index] ?? 1]));
}

interface PValues {
  readonly beyondP: number;
  readonly adjustedP: number;
  /** That could have come out for this comparison, if all others had been clear. */
  readonly smallestP: number;
}

function conclusionOf(
  comparison: ValueComparison,
  { beyondP, adjustedP, smallestP }: PValues,
  alpha: number,
): Conclusion {
  if (!hasSeveral(comparison)) return 'one-run';
  if (!differs(comparison)) return 'identical';
  if (beyondP <= alpha) return comparison.pWorse < comparison.pBetter ? 'regression' : 'improvement';
  if (comparison.equivalent) return 'equivalent';
  if (smallestP > alpha || comparison.smallestP > alpha) return 'too-few';
  return adjustedP <= alpha ? 'shifted' : 'inconclusive';
}
