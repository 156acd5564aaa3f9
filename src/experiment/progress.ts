import type { EnvironmentStart } from '../model/platform/environment-start.ts';
import type { Sample } from '../model/sample.ts';

/** Events of a run. */
export type RunEvent =
  | { readonly kind: 'starting'; readonly target: string; readonly repeat: number }
  | {
      readonly kind: 'phase';
      readonly target: string;
      readonly phase: string;
      readonly requests: number;
      /** Requests that were sent and are not among the samples, at the time of the call. */
      inFlight(): number;
      /** Since those in flight were released at one instant; undefined if they were not. */
      sinceReleaseMs?(): number | undefined;
      /** Those that the platform of the target has started since the phase began; absent where only answers name any. */
      environments?(): readonly EnvironmentStart[];
    }
  /** Environments are started before a phase: how many wait for it, and how many it needs. */
  | {
      readonly kind: 'warming';
      readonly target: string;
      readonly phase: string;
      readonly environments: number;
      readonly needed: number;
    }
  | { readonly kind: 'sample'; readonly sample: Sample }
  /** A condition of `abortOn` became true: the load ends. */
  | { readonly kind: 'aborted'; readonly message: string }
  /** An error of its function, each once: type, message, and the first line of its stack. */
  | { readonly kind: 'function-failed'; readonly target: string; readonly error: string }
  | { readonly kind: 'target-failed'; readonly target: string; readonly message: string }
  | { readonly kind: 'finished'; readonly target: string };
