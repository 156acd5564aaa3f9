import type { Enforcement } from '../model/lambda.ts';
import type { HandlerRef } from '../model/programs.ts';
import type { EnvironmentEvent, ReportEvent } from '../model/telemetry.ts';
import type { TreePart } from './memory-meter.ts';

/** A target that takes requests. Whoever started it stops it. */
export interface RunningTarget extends AsyncDisposable {
  readonly url: string;
  /** Requested once to warm a connection; absent: a connection is only opened. */
  readonly warmPath?: string;
  /** An answer that does not say whether it was a cold start was one if it was the first call of its instance. */
  readonly coldStartFromFirstCall: boolean;
  readonly tls?: { readonly ca?: string; readonly rejectUnauthorized: boolean };
  readonly startupMs?: number;
  /** What holds its environments to their sizes; absent for what runs elsewhere, or in one size only. */
  readonly enforced?: Enforcement;
  /** What to measure memory of; absent for what runs elsewhere. */
  readonly processes?: { readonly pid: number; readonly part: TreePart };
  /** Resolves with the reason when it has ended; absent for what runs elsewhere. */
  readonly ended?: Promise<string>;
  stop(): Promise<void>;
  /** The platform's own account of the load, complete once it has stopped. Absent where there is none. */
  telemetry?(): Promise<Telemetry>;
}

export interface Telemetry {
  readonly reports: readonly ReportEvent[];
  readonly environments: readonly EnvironmentEvent[];
}

/** What a target of ours needs besides its own specification. */
export interface TargetContext {
  readonly handler: HandlerRef;
  /** Variables of the workload, the same for every target. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the run; logs go there. */
  readonly directory: string;
  /** Distinguishes the files of a repeat. */
  readonly label: string;
  /** The largest burst that will come; listen backlogs are made larger. */
  readonly largestBurst: number;
  /** Of the target's own randomness. */
  readonly seed: number;
  readonly signal: AbortSignal;
}
