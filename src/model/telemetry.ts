/**
 * What the embedded Lambda tells about its inner life, one JSON object per line. `platform.*` records have AWS's own
 * names and shapes (Lambda's JSON log format); what AWS does not tell is under `rollcall`.
 */
export type TelemetryEvent = EnvironmentEvent | ReportEvent;

export type EnvironmentState = 'starting' | 'idle' | 'busy' | 'stopped';

/** An environment changed its state. */
export interface EnvironmentEvent {
  readonly type: 'rollcall.environment';
  /** ISO 8601. */
  readonly time: string;
  readonly record: {
    readonly environmentId: string;
    readonly pid: number;
    readonly state: EnvironmentState;
    /** Milliseconds since 1970, with µs precision. */
    readonly atEpochMs: number;
    /** Why it stopped: `idle`, `crash`, `timeout`, `init-error`, `shutdown`. */
    readonly reason?: string;
    /** Highest resident memory of the process so far, from the kernel; on `stopped` (while still readable) and `idle`. */
    readonly peakRssMb?: number;
  };
}

/** An invocation ended, well or badly. */
export interface ReportEvent {
  readonly type: 'platform.report';
  readonly time: string;
  readonly record: {
    readonly requestId: string;
    readonly status: 'success' | 'error' | 'timeout' | 'failure';
    readonly errorType?: string;
    readonly metrics: {
      readonly durationMs: number;
      readonly billedDurationMs: number;
      readonly memorySizeMB: number;
      readonly maxMemoryUsedMB: number;
      readonly initDurationMs?: number;
    };
    readonly rollcall: {
      readonly environmentId: string;
      readonly startedAtEpochMs: number;
      readonly cpuMs?: number;
      readonly initCpuMs?: number;
    };
  };
}
