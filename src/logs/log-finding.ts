import { optional } from '../model/optional.ts';
import type { Invocation } from '../model/platform/invocation.ts';

/** What a log tells of the platform's own accounts. All instants are milliseconds since 1970. */
export type LogFinding =
  | { readonly kind: 'invocation'; readonly invocation: LoggedInvocation }
  | FailedInit
  | Restore
  | RegionTold
  | DamagedLine;

/** An invocation as its log line tells; what the line does not tell is absent. */
export interface LoggedInvocation {
  readonly requestId: string;
  readonly durationMs: number;
  /** Absent where calls are not billed by the millisecond (managed instances). */
  readonly billedMs?: number;
  readonly initMs?: number;
  readonly restoreMs?: number;
  /** The part of `billedMs` that is for the restore. */
  readonly billedRestoreMs?: number;
  readonly memorySizeMb?: number;
  readonly maxMemoryUsedMb?: number;
  /** A line in the text format without a Status, and without an older line that tells a failure, is of a success. */
  readonly status: 'success' | 'error' | 'timeout' | 'failure';
  readonly errorType?: string;
  readonly xrayTraceId?: string;
  /** When the line was written: as the invocation ended. */
  readonly atEpochMs?: number;
  /** `nodejs:22.v30`, of the last INIT_START before it in its log stream. */
  readonly runtime?: string;
}

/** INIT_REPORT, `platform.initReport`: an initialization that went wrong. */
export interface FailedInit {
  readonly kind: 'failed-init';
  readonly durationMs: number;
  /** `init`: before an invocation; `invoke`: within one, as the retry of an init that had failed; or another word of the platform. */
  readonly phase?: string;
  readonly status: 'error' | 'timeout' | 'failure';
  readonly errorType?: string;
  readonly atEpochMs?: number;
}

/** RESTORE_REPORT, `platform.restoreReport`: a snapshot was restored, or not. */
export interface Restore {
  readonly kind: 'restore';
  readonly durationMs: number;
  readonly status: LoggedInvocation['status'];
  readonly errorType?: string;
  readonly atEpochMs?: number;
}

/** A region that an ARN of a runtime names, in INIT_START, RESTORE_START or their records: each region once. */
interface RegionTold {
  readonly kind: 'region';
  readonly region: string;
}

/** It was meant to be one of the others, but is cut short or contradicts itself: nothing in it is used. */
export interface DamagedLine {
  readonly kind: 'damaged';
  /** Its first 300 characters. From outside: not fit for a terminal as it is. */
  readonly text: string;
  readonly reason: string;
}

/** What `src/model` calls an invocation, if the line tells enough to bill by the millisecond. */
export function invocationOfLog(logged: LoggedInvocation): Invocation | undefined {
  const { requestId, durationMs, billedMs, memorySizeMb, maxMemoryUsedMb, status } = logged;
  if (billedMs === undefined || memorySizeMb === undefined || maxMemoryUsedMb === undefined) return undefined;
  return {
    ...{ requestId, durationMs, billedMs, memorySizeMb, maxMemoryUsedMb, status },
    ...optional('initMs', logged.initMs),
    ...optional('restoreMs', logged.restoreMs),
    ...optional('billedRestoreMs', logged.billedRestoreMs),
    ...optional('errorType', logged.errorType),
  };
}
