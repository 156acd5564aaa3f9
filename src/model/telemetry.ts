import type { Invocation } from './invocation.ts';
import { optional } from './optional.ts';

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
      readonly cpuQueueMs?: number;
    };
  };
}

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
    ...optional('initMs', metrics.initDurationMs),
    ...optional('errorType', record.errorType),
    ...optional('cpuMs', rollcall.cpuMs),
    ...optional('initCpuMs', rollcall.initCpuMs),
    ...optional('cpuQueueMs', rollcall.cpuQueueMs),
  };
}

/**
 * The event in a line of a telemetry file. Absent for events of other types, and for what is no whole event: the last
 * line of a platform that was killed while writing is cut short, and says nothing that could be trusted.
 */
export function parseTelemetryLine(line: string): TelemetryEvent | undefined {
  const event = parsed(line);
  if (!isObject(event) || !isObject(event.record)) return undefined;
  const { type, record } = event;
  const whole =
    type === 'rollcall.environment'
      ? typeof record.environmentId === 'string' && typeof record.atEpochMs === 'number'
      : type === 'platform.report' && isObject(record.metrics) && isObject(record.rollcall);
  return whole ? (event as unknown as TelemetryEvent) : undefined;
}

interface JsonObject {
  readonly type?: unknown;
  readonly record?: unknown;
  readonly environmentId?: unknown;
  readonly atEpochMs?: unknown;
  readonly metrics?: unknown;
  readonly rollcall?: unknown;
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
