import type { Sample } from '../model/sample.ts';

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly kind: 'starting'; readonly target: string; readonly repeat: number }
  | {
      readonly kind: 'phase';
      readonly target: string;
      readonly phase: string;
      readonly requests: number;
      /** Requests on their way at the moment at which it is asked. */
      inFlight(): number;
    }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'target-failed'; readonly target: string; readonly message: string }
  | { readonly kind: 'finished'; readonly target: string };
