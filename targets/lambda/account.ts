import { billedDurationMs } from '../../src/model/invocation.ts';
import { optional } from '../../src/model/optional.ts';
import type { EnvironmentEvent, ReportEvent } from '../../src/model/telemetry.ts';
import { errorTypeOf, type Failure } from './invoke.ts';
import { Journal } from './journal.ts';
import { endLine, type FailedInit, initReportLine, reportLine, startLine } from './log-lines.ts';

/** What is known of an invocation when it has ended. */
export interface Accounted {
  readonly requestId: string;
  readonly environmentId: string;
  readonly failure: Failure | undefined;
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly initMs?: number | undefined;
  readonly cpuMs: number | undefined;
  readonly initCpuMs?: number | undefined;
  readonly cpuQueueMs?: number | undefined;
  readonly peakRssMb: number;
}

/** The platform's two records, kept in step: lines for people in the log, events for the measuring side in telemetry. */
export class Account {
  readonly #log: Journal;
  readonly #telemetry: Journal;
  readonly #memorySizeMb: number;

  constructor(files: { readonly logFile: string; readonly telemetryFile: string }, memorySizeMb: number) {
    this.#log = new Journal(files.logFile);
    this.#telemetry = new Journal(files.telemetryFile);
    this.#memorySizeMb = memorySizeMb;
  }

  printed(line: string): void {
    this.#log.append(line);
  }

  started(requestId: string): void {
    this.#log.append(startLine(requestId));
  }

  initFailed(init: FailedInit): void {
    this.#log.append(initReportLine(init));
  }

  ended(accounted: Accounted): void {
    const record = reportRecord(accounted, this.#memorySizeMb);
    this.#log.append(endLine(record.requestId));
    this.#log.append(reportLine(record));
    const event: ReportEvent = { type: 'platform.report', time: isoTime(epochMs()), record };
    this.#telemetry.append(JSON.stringify(event));
  }

  changed(record: EnvironmentEvent['record']): void {
    this.#telemetry.append(JSON.stringify({ type: 'rollcall.environment', time: isoTime(record.atEpochMs), record }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#log.close(), this.#telemetry.close()]);
  }
}

/** Milliseconds since 1970 on the monotonic clock, which both sides of a run take the same way. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

/** Durations are rounded as they are printed, and billed from the rounded ones, so that line, record and bill agree. */
function reportRecord(accounted: Accounted, memorySizeMb: number): ReportEvent['record'] {
  const { requestId, failure, initMs, cpuMs, initCpuMs, cpuQueueMs, environmentId, startedAtEpochMs } = accounted;
  const durationMs = printedMs(accounted.durationMs);
  const initDurationMs = initMs === undefined ? undefined : printedMs(initMs);
  return {
    requestId,
    status: statusOf(failure),
    ...optional('errorType', failure && errorTypeOf(failure)),
    metrics: {
      durationMs,
      billedDurationMs: billedDurationMs(durationMs, initDurationMs),
      memorySizeMB: memorySizeMb,
      maxMemoryUsedMB: Math.ceil(accounted.peakRssMb),
      ...optional('initDurationMs', initDurationMs),
    },
    rollcall: {
      ...{ environmentId, startedAtEpochMs },
      ...optional('cpuMs', cpuMs),
      ...optional('initCpuMs', initCpuMs),
      ...optional('cpuQueueMs', cpuQueueMs),
    },
  };
}

function statusOf(failure: Failure | undefined): ReportEvent['record']['status'] {
  if (failure === undefined) return 'success';
  return failure.kind === 'timeout' ? 'timeout' : 'error';
}

const printedMs = (ms: number): number => Math.round(ms * 100) / 100;

const isoTime = (atEpochMs: number): string => new Date(atEpochMs).toISOString();
