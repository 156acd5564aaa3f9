import type { Sample } from '../model/sample.ts';

/** Events of a run. */
export type RunEvent =
  | { readonly kind: 'starting'; readonly target: string; readonly repeat: number }
  | {
      readonly kind: 'phase';
      readonly target: string;
      readonly phase: string;
      readonly requests: number;
      /** Requests in flight at the time of the call. */
      inFlight(): number;
    }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'target-failed'; readonly target: string; readonly message: string }
  | { readonly kind: 'finished'; readonly target: string };
