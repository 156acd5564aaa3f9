import type { Verdict } from '../../model/run-result.ts';

export type Weight = 'SUSPECT' | 'INVALID';

export interface ReasonKind<Facts> {
  /** The condition in words, for each weight that the code can have. The table in `docs/verdict.md` is made of it. */
  readonly when: { readonly [W in Weight]?: string };
  /** What a doubt of this weight is limited to; absent: all figures of the target. */
  readonly about?: { readonly [W in Weight]?: NonNullable<Verdict['reasons'][number]['about']> };
  readonly message: (facts: Facts) => string;
  /** What to do. */
  readonly advice: string | ((facts: Facts) => string);
}

export interface AboutTarget {
  readonly target: string;
}

export type Of<Numbers extends string> = AboutTarget & { readonly [N in Numbers]: number };

/** Checks an entry of the table by its facts. */
export const reason = <Facts>(kind: ReasonKind<Facts>): ReasonKind<Facts> => kind;
