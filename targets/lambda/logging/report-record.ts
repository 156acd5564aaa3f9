import { optional } from '../../../src/model/optional.ts';
import { billedDurationMs } from '../../../src/model/platform/invocation.ts';
import type { InitReportEvent, ReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { WaitedInit } from '../environment/call.ts';
import type { CpuUse } from '../environment/meter.ts';
import { endStatus, errorTypeOf, type Failure } from '../invoke.ts';
import type { LoggedConfiguration } from '../settings.ts';
import { isoTime } from './instants.ts';
import type { EnvironmentInit } from './log-lines.ts';

export interface Accounted {
  readonly requestId: string;
  readonly environmentId: string;
  readonly failure: Failure | undefined;
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly use: CpuUse;
  /** Of the init that it waited for. */
  readonly init?: WaitedInit;
  /** For how long it, or its init, waited for a CPU of this machine before it began. */
  readonly startDelayMs?: number;
  /** A failed init was repeated in its time. */
  readonly hasOwnInit?: boolean;
  readonly peakRssMb: number;
  readonly producedBytes: number;
  /** For how long extensions went on after the runtime; part of the duration. */
  readonly extensionsMs?: number | undefined;
}

/** Durations are rounded as they are printed, and billed from the rounded ones, so that line, record and bill agree. */
export function reportRecord(
  accounted: Accounted,
  { memoryMb, version, ephemeralStorageMb }: LoggedConfiguration,
): ReportEvent['record'] {
  const { requestId, failure, use, init, environmentId, startedAtEpochMs } = accounted;
  const durationMs = printedMs(accounted.durationMs);
  const initDurationMs = init === undefined ? undefined : printedMs(init.initMs);
  return {
    requestId,
    status: endStatus(failure),
    ...optional('errorType', failure && errorTypeOf(failure)),
    metrics: {
      durationMs,
      billedDurationMs: billedDurationMs(durationMs, initDurationMs),
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: Math.ceil(accounted.peakRssMb),
      ...optional('initDurationMs', initDurationMs),
    },
    ...optional('spans', extensionSpans(accounted)),
    rollcall: {
      ...{ environmentId, startedAtEpochMs, version, ephemeralStorageMb },
      ...optional('cpuMs', use.cpuMs),
      ...optional('otherThreadsCpuMs', use.otherThreadsMs),
      ...optional('cpuQueueMs', use.queuedMs),
      ...optional('cpuQueueInsideMs', use.queuedInsideMs),
      ...optional('cpuThrottledMs', use.throttledMs),
      ...optional('initCpuMs', init?.use.cpuMs),
      ...optional('initCpuQueueMs', init?.use.queuedMs),
      ...optional('initCpuQueueInsideMs', init?.use.queuedInsideMs),
      ...optional('initCpuThrottledMs', init?.use.throttledMs),
      ...optional('startDelayMs', accounted.startDelayMs),
      ...optional('unpackMs', init?.unpackMs),
      ...(accounted.hasOwnInit && { hasOwnInit: true }),
    },
  };
}

export const initRecord = (
  { environmentId, initMs, phase, status, errorType }: EnvironmentInit,
  endedAtEpochMs: number,
): InitReportEvent['record'] => ({
  ...{ phase, status },
  ...optional('errorType', errorType),
  metrics: { durationMs: printedMs(initMs) },
  rollcall: { environmentId, endedAtEpochMs },
});

/** AWS's name for what its metric PostRuntimeExtensionsDuration counts. */
function extensionSpans({ startedAtEpochMs, durationMs, extensionsMs }: Accounted): ReportEvent['record']['spans'] {
  if (extensionsMs === undefined) return undefined;
  const start = isoTime(startedAtEpochMs + durationMs - extensionsMs);
  return [{ name: 'extensionOverhead', start, durationMs: printedMs(extensionsMs) }];
}

const printedMs = (ms: number): number => Math.round(ms * 100) / 100;
