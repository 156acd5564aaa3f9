import type { Verdict } from '../model/run-result.ts';

/** A doubt about the run, and how much it weighs. */
export type Reason = Verdict['reasons'][number] & { readonly weight: 'SUSPECT' | 'INVALID' };
