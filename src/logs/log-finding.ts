import { optional } from '../model/optional.ts';
import type { Invocation } from '../model/platform/invocation.ts';

/** The findings in a log. All instants are milliseconds since 1970. */
export type LogFinding =
  | { readonly kind: 'invocation'; readonly invocation: LoggedInvocation }
  | FailedInit
  | Restore
  | LoggedRegion
  | DamagedLine;

/** An invocation from its log line; missing values are omitted. Managed instances are not billed by the millisecond. */
export interface LoggedInvocation
  extends Pick<Invocation, 'requestId' | 'durationMs' | 'initMs' | 'restoreMs' | 'billedRestoreMs' | 'errorType'>,
    Partial<Pick<Invocation, 'billedMs' | 'memorySizeMb' | 'maxMemoryUsedMb'>> {
  /** A text line without a Status, and without a separate failure line, is a success. */
  readonly status: Invocation['status'];
  readonly xrayTraceId?: string;
  /** Time of the line: the end of the invocation. */
  readonly atEpochMs?: number;
  /** `nodejs:22.v30`, from the last INIT_START before it in its log stream. */
  readonly runtime?: string;
  /** Its log stream: one execution environment. */
  readonly stream?: string;
  /** The name of the function, where the envelope names the log group, or the name of the stream holds it. */
  readonly functionName?: string;
}

/** INIT_REPORT, `platform.initReport`: a failed init. */
export interface FailedInit {
  readonly kind: 'failed-init';
  readonly durationMs: number;
  /** `init`: before an invocation; `invoke`: within one, as the repeat of a failed init; or another phase of the platform. */
  readonly phase?: string;
  readonly status: 'error' | 'timeout' | 'failure';
  readonly errorType?: string;
  readonly atEpochMs?: number;
}

/** RESTORE_REPORT, `platform.restoreReport`: the restore of a snapshot, successful or not. */
export interface Restore {
  readonly kind: 'restore';
  readonly durationMs: number;
  readonly status: LoggedInvocation['status'];
  readonly errorType?: string;
  readonly atEpochMs?: number;
}

/** A region in a runtime ARN, from INIT_START, RESTORE_START or their records; each region once. */
interface LoggedRegion {
  readonly kind: 'region';
  readonly region: string;
}

/** A truncated or contradictory line, which is not used. */
export interface DamagedLine {
  readonly kind: 'damaged';
  /** Its first 300 characters: untrusted text, which a terminal must not get unescaped. */
  readonly text: string;
  readonly reason: string;
}

/** An `Invocation` of `src/model`, if the line has a billed duration. */
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
