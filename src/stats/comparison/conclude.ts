import { holm } from '../tests/holm.ts';
import { smallestRankSumP } from '../tests/rank-sum.ts';
import type { ValueComparison } from './compare-values.ts';

/**
 * The conclusion about a metric. `regression` and `improvement`: beyond the practical threshold, with all comparisons together
 * kept to the error rate. `equivalent`: shown to be within it. `shifted`: not the same, but whether by more than the
 * threshold is not settled. `inconclusive`: the values say neither. `too-few`: so few values could never say.
 */
export type Conclusion =
  | 'regression'
  | 'improvement'
  | 'equivalent'
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

/** Of comparisons that are looked at together. */
export function conclude(comparisons: readonly ValueComparison[], alpha: number): Concluded[] {
  const family = comparisons.filter(isTest);
  const beyond = adjustedIn(family, ({ pWorse, pBetter }) => Math.min(1, 2 * Math.min(pWorse, pBetter)));
  const any = adjustedIn(family, ({ p }) => p);
  return comparisons.map((comparison) => {
    const adjustedP = any.get(comparison) ?? 1;
    const ps = { beyondP: beyond.get(comparison) ?? 1, adjustedP, smallestP: family.length * comparison.smallestP };
    return { adjustedP, conclusion: conclusionOf(comparison, ps, alpha) };
  });
}

const isTest = (comparison: ValueComparison): boolean =>
  comparison.baseline.length > 1 && comparison.candidate.length > 1 && differs(comparison);

/** Where all values of both sides are the same there is nothing to find, so nothing to be wrong about. */
export const differs = ({ baseline, candidate }: ValueComparison): boolean =>
  new Set([...baseline, ...candidate]).size > 1;

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
  const { baseline, candidate, pWorse, pBetter, equivalent } = comparison;
  if (baseline.length < 2 || candidate.length < 2) return 'one-run';
  if (beyondP <= alpha) return pWorse < pBetter ? 'regression' : 'improvement';
  if (equivalent) return 'equivalent';
  if (smallestP > alpha || comparison.smallestP > alpha) return 'too-few';
  return adjustedP <= alpha ? 'shifted' : 'inconclusive';
}

/** The fewest runs per side with which one of several simultaneous comparisons can be a finding. */
export function runsNeeded(comparisons: number, alpha: number, tails: 1 | 2 = 2): number {
  let runs = 2;
  while ((Math.max(1, comparisons) * tails * smallestRankSumP(runs, runs)) / 2 > alpha + 1e-12) runs += 1;
  return runs;
}
