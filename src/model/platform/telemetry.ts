import { isObject, type JsonObject, parsedJson } from '../json/json-object.ts';
import { optional } from '../optional.ts';
import type { Invocation } from './invocation.ts';

/**
 * The telemetry of the embedded Lambda, one JSON object per line. `platform.*` records have AWS's own
 * names and shapes (Lambda's JSON log format); what AWS does not tell is under `rollcall`.
 */
export type TelemetryEvent =
  | EnvironmentEvent
  | InitReportEvent
  | RestoreReportEvent
  | SnapshotEvent
  | ReportEvent
  | ActiveCpuEvent
  | ManagedReportEvent
  | EndEvent;

interface TelemetryLine<Type extends string, Facts> {
  readonly type: Type;
  /** ISO 8601. */
  readonly time: string;
  readonly record: Facts;
}

/** `reset`: its process has ended, badly; the next invocation that it gets starts another one. */
export type EnvironmentState = 'starting' | 'idle' | 'busy' | 'reset' | 'stopped';

/** An environment changed its state. */
export type EnvironmentEvent = TelemetryLine<
  'rollcall.environment',
  {
    readonly environmentId: string;
    readonly pid: number;
    readonly state: EnvironmentState;
    /** Milliseconds since 1970, with µs precision. */
    readonly atEpochMs: number;
    /** Why it was reset: `crash`, `timeout`, `init-error`. Why it stopped: `idle`, `shutdown`. */
    readonly reason?: string;
    /** Highest resident memory of the process so far, from the kernel; on `idle`, `reset` and `stopped`. */
    readonly peakRssMb?: number;
  }
>;

/** An initialization ended, well or badly. */
export type InitReportEvent = TelemetryLine<
  'platform.initReport',
  {
    /** `invoke`: it was repeated in the time of an invocation, after one that had failed. */
    readonly phase: 'init' | 'invoke';
    readonly status: 'success' | 'timeout' | 'error';
    readonly errorType?: string;
    readonly metrics: { readonly durationMs: number };
    readonly rollcall: { readonly environmentId: string; readonly endedAtEpochMs: number };
  }
>;

/** The restore of an environment from its snapshot ended, well or badly. */
export type RestoreReportEvent = TelemetryLine<
  'platform.restoreReport',
  {
    readonly status: 'success' | 'error' | 'timeout';
    readonly errorType?: string;
    readonly metrics: { readonly durationMs: number; readonly billedDurationMs: number };
    readonly rollcall: {
      readonly environmentId: string;
      /** `invoke`: it was repeated in the time of an invocation, after the environment had failed. */
      readonly phase: 'init' | 'invoke';
      readonly endedAtEpochMs: number;
    };
  }
>;

/** A function was initialized for its snapshot, from which its environments are restored, well or badly. */
export type SnapshotEvent = TelemetryLine<
  'rollcall.snapshot',
  {
    readonly version: string;
    readonly initMs: number;
    readonly status: 'success' | 'error' | 'timeout';
    readonly errorType?: string;
    /** Why it cannot be had. */
    readonly message?: string;
    /** Of its file, or of the memory of the process that holds it. */
    readonly sizeMb?: number;
  }
>;

/** An invocation ended, well or badly. */
export type ReportEvent = TelemetryLine<
  'platform.report',
  {
    readonly requestId: string;
    readonly status: 'success' | 'error' | 'timeout' | 'failure';
    readonly errorType?: string;
    readonly metrics: {
      readonly durationMs: number;
      readonly billedDurationMs: number;
      readonly memorySizeMB: number;
      readonly maxMemoryUsedMB: number;
      readonly initDurationMs?: number;
      readonly restoreDurationMs?: number;
      readonly billedRestoreDurationMs?: number;
    };
    /** Where extensions had a part in it: for how long they went on after the runtime. In AWS's shape. */
    readonly spans?: readonly {
      readonly name: 'extensionOverhead';
      readonly start: string;
      readonly durationMs: number;
    }[];
    readonly rollcall: {
      readonly environmentId: string;
      readonly startedAtEpochMs: number;
      /** Of the function, whose configuration it ran under: `$LATEST`, `1`, `2`, ... */
      readonly version?: string;
      /** Size of /tmp. */
      readonly ephemeralStorageMb?: number;
      readonly cpuMs?: number;
      readonly otherThreadsCpuMs?: number;
      readonly initCpuMs?: number;
      readonly cpuQueueMs?: number;
      readonly cpuQueueInsideMs?: number;
      readonly cpuThrottledMs?: number;
      readonly initCpuQueueMs?: number;
      readonly initCpuQueueInsideMs?: number;
      readonly initCpuThrottledMs?: number;
      readonly startDelayMs?: number;
      readonly unpackMs?: number;
      readonly hasOwnInit?: true;
    };
  }
>;

/** An environment of the `web` model has ended: what is billed for its whole life. */
export type ActiveCpuEvent = TelemetryLine<
  'rollcall.active-cpu',
  {
    readonly environmentId: string;
    readonly pid: number;
    readonly requests: number;
    /** Requests that it had at once, at most. */
    readonly peakConcurrency: number;
    readonly aliveMs: number;
    /** CPU time of its process, from the kernel; after a crash, up to 1 s before its end. Omitted if unknown. */
    readonly cpuMs?: number;
    readonly peakRssMb?: number;
  }
>;

/**
 * An invocation of the `managed` model ended. AWS's own record is a `platform.report` whose metrics are `{durationMs}`: these
 * calls are not billed by the millisecond, and an environment's memory and CPU are not theirs alone.
 */
export type ManagedReportEvent = TelemetryLine<
  'rollcall.managed-report',
  {
    readonly requestId: string;
    readonly status: ReportEvent['record']['status'];
    readonly errorType?: string;
    readonly metrics: { readonly durationMs: number };
    readonly rollcall: {
      readonly environmentId: string;
      readonly startedAtEpochMs: number;
      /** Requests in the environment when this one was handed over, itself included. */
      readonly inFlight: number;
    };
  }
>;

/** The platform has stopped: the last event. A file without it was cut off, by a kill or a full disk. */
export type EndEvent = TelemetryLine<
  'rollcall.end',
  {
    /** Events that could not be written. */
    readonly lostEvents: number;
    /** Lines of the function's log that could not be written. */
    readonly lostLogLines: number;
  }
>;

/** What the report says, as a noun of ours. */
export function invocationOf({ record }: ReportEvent): Invocation {
  const { metrics, rollcall } = record;
  return {
    requestId: record.requestId,
    status: record.status,
    durationMs: metrics.durationMs,
    billedMs: metrics.billedDurationMs,
    memorySizeMb: metrics.memorySizeMB,
    maxMemoryUsedMb: metrics.maxMemoryUsedMB,
    environmentId: rollcall.environmentId,
    startedAtEpochMs: rollcall.startedAtEpochMs,
    ...optional('ephemeralStorageMb', rollcall.ephemeralStorageMb),
    ...optional('initMs', metrics.initDurationMs),
    ...optional('restoreMs', metrics.restoreDurationMs),
    ...optional('billedRestoreMs', metrics.billedRestoreDurationMs),
    ...optional('errorType', record.errorType),
    ...(rollcall.cpuMs !== undefined && { cpuMs: rollcall.cpuMs, cpuSource: 'kernel' as const }),
    ...optional('otherThreadsCpuMs', rollcall.otherThreadsCpuMs),
    ...optional('initCpuMs', rollcall.initCpuMs),
    ...optional('cpuQueueMs', rollcall.cpuQueueMs),
    ...optional('cpuQueueInsideMs', rollcall.cpuQueueInsideMs),
    ...optional('cpuThrottledMs', rollcall.cpuThrottledMs),
    ...optional('initCpuQueueMs', rollcall.initCpuQueueMs),
    ...optional('initCpuQueueInsideMs', rollcall.initCpuQueueInsideMs),
    ...optional('initCpuThrottledMs', rollcall.initCpuThrottledMs),
    ...optional('startDelayMs', rollcall.startDelayMs),
    ...optional('unpackMs', rollcall.unpackMs),
    ...optional('hasOwnInit', rollcall.hasOwnInit),
  };
}

/**
 * The event in a line of a telemetry file. Absent for events of other types, and for what is no whole event: the last
 * line of a platform that was killed while writing is cut short, and says nothing that could be trusted.
 */
export function parseTelemetryLine(line: string): TelemetryEvent | undefined {
  const event = parsedJson(line);
  if (!isObject(event) || !isObject(event['record'])) return undefined;
  const { type, record } = event;
  const isWhole =
    typeof type === 'string' && Object.hasOwn(wholes, type) ? wholes[type as TelemetryEvent['type']] : undefined;
  return isWhole?.(record) ? (event as unknown as TelemetryEvent) : undefined;
}

const wholes: Record<TelemetryEvent['type'], (record: JsonObject) => boolean> = {
  'rollcall.environment': (record) =>
    typeof record['environmentId'] === 'string' && typeof record['atEpochMs'] === 'number',
  'rollcall.active-cpu': (record) =>
    typeof record['environmentId'] === 'string' && typeof record['aliveMs'] === 'number',
  'rollcall.managed-report': (record) => isObject(record['metrics']) && isObject(record['rollcall']),
  'rollcall.end': (record) => typeof record['lostEvents'] === 'number' && typeof record['lostLogLines'] === 'number',
  'platform.initReport': (record) => isObject(record['metrics']) && isObject(record['rollcall']),
  'platform.restoreReport': (record) => isObject(record['metrics']) && isObject(record['rollcall']),
  'rollcall.snapshot': (record) => typeof record['initMs'] === 'number' && typeof record['status'] === 'string',
  'platform.report': (record) => isObject(record['metrics']) && isObject(record['rollcall']),
};
