import { optional } from '../../model/optional.ts';
import type { RunResult, TargetResult, Verdict } from '../../model/run-result.ts';
import { isConclusive } from '../../model/verdict.ts';
import { compareTargets } from './compare.ts';
import { findingOf } from './finding/finding.ts';

/** What is concluded from a run: nothing from an INVALID target, and no comparison with one. Each other target keeps its own figures. */
export function conclusionsOf(
  targets: readonly TargetResult[],
  verdict: Omit<Verdict, 'finding'>,
  baseline: string | undefined,
): Pick<RunResult, 'verdict' | 'targets' | 'comparison'> {
  const conclusive = targets.filter(({ name }) => isConclusive({ verdict }, name));
  // The only one that is left of several is not compared with itself.
  const isCompared =
    conclusive.some(({ name }) => name === baseline) && conclusive.length >= Math.min(2, targets.length);
  const comparison = isCompared ? compareTargets(conclusive, baseline) : undefined;
  return {
    verdict: {
      ...verdict,
      ...(conclusive.length > 0 && { finding: findingOf(conclusive, comparison, verdict.reasons) }),
    },
    targets: targets.map((target) => {
      if (!conclusive.includes(target)) return withoutMultiplier(withoutMonths(target));
      return isCompared ? target : withoutMultiplier(target);
    }),
    ...optional('comparison', comparison),
  };
}

/** What nothing may be concluded from is not carried on to a month, or to other ways of billing. */
function withoutMonths({ months: _, billedAs: __, ...target }: TargetResult): TargetResult {
  return target as TargetResult;
}

function withoutMultiplier(target: TargetResult): TargetResult {
  if (target.memory === undefined) return target;
  const { multiplier: _, ...memory } = target.memory;
  return { ...target, memory };
}
