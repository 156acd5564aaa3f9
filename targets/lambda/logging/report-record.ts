import { optional } from '../../../src/model/optional.ts';
import { billedDurationMs } from '../../../src/model/platform/invocation.ts';
import type { InitReportEvent, ReportEvent, RestoreReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { WaitedStart } from '../environment/call.ts';
import type { CpuUse } from '../environment/meter.ts';
import { endStatus, errorTypeOf, type Failure } from '../invoke.ts';
import type { LoggedConfiguration } from '../settings.ts';
import { isoTime } from './instants.ts';
import type { EnvironmentInit, EnvironmentRestore } from './log-lines.ts';

export interface Accounted {
  readonly requestId: string;
  readonly environmentId: string;
  readonly failure: Failure | undefined;
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly use: CpuUse;
  /** Of its environment, that it waited for. */
  readonly start?: WaitedStart;
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
  const { requestId, failure, use, start, environmentId, startedAtEpochMs } = accounted;
  const durationMs = printedMs(accounted.durationMs);
  return {
    requestId,
    status: endStatus(failure),
    ...optional('errorType', failure && errorTypeOf(failure)),
    metrics: {
      durationMs,
      billedDurationMs: billedMs(durationMs, start),
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: Math.ceil(accounted.peakRssMb),
      ...(start?.kind === 'init' && { initDurationMs: printedMs(start.ms) }),
      ...(start?.kind === 'restore' && {
        restoreDurationMs: printedMs(start.ms),
        billedRestoreDurationMs: start.billedMs,
      }),
    },
    ...optional('spans', extensionSpans(accounted)),
    rollcall: {
      ...{ environmentId, startedAtEpochMs, version, ephemeralStorageMb },
      ...optional('cpuMs', use.cpuMs),
      ...optional('otherThreadsCpuMs', use.otherThreadsMs),
      ...optional('cpuQueueMs', use.queuedMs),
      ...optional('cpuQueueInsideMs', use.queuedInsideMs),
      ...optional('cpuThrottledMs', use.throttledMs),
      ...optional('initCpuMs', start?.use.cpuMs),
      ...optional('initCpuQueueMs', start?.use.queuedMs),
      ...optional('initCpuQueueInsideMs', start?.use.queuedInsideMs),
      ...optional('initCpuThrottledMs', start?.use.throttledMs),
      ...optional('startDelayMs', accounted.startDelayMs),
      ...optional('unpackMs', start?.unpackMs),
      ...(accounted.hasOwnInit && { hasOwnInit: true }),
    },
  };
}

/** A restore is billed in whole ms of its own, an init together with the call: 2338.66 + 182 is 2521, and 542.01 + 3.10 is 546. */
const billedMs = (durationMs: number, start: WaitedStart | undefined): number =>
  start?.kind === 'restore'
    ? billedDurationMs(durationMs) + start.billedMs
    : billedDurationMs(durationMs, start && printedMs(start.ms));

export const restoreRecord = (
  { environmentId, restoreMs, billedRestoreMs, phase, status, errorType }: EnvironmentRestore,
  endedAtEpochMs: number,
): RestoreReportEvent['record'] => ({
  status,
  ...optional('errorType', errorType),
  metrics: { durationMs: printedMs(restoreMs), billedDurationMs: billedRestoreMs },
  rollcall: { environmentId, phase, endedAtEpochMs },
});

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
