import type { Verdict } from '../../model/run-result.ts';

/** A doubt about the run, and how much it weighs. */
export type Reason = Verdict['reasons'][number] & { readonly weight: 'SUSPECT' | 'INVALID' };

/** An error of the generator below this share of the median service time is small beside what it measures. */
export const smallShare = 0.1;

/** Below this a lag is that of any event loop. */
export const leastLagMs = 1;

export const found = (reasons: readonly (Reason | undefined)[]): Reason[] =>
  reasons.filter((reason) => reason !== undefined);
