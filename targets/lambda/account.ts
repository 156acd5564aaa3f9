import { billedDurationMs } from '../../src/model/invocation.ts';
import { defaultRegion } from '../../src/model/lambda.ts';
import { optional } from '../../src/model/optional.ts';
import type {
  ActiveCpuEvent,
  EnvironmentEvent,
  ManagedReportEvent,
  ReportEvent,
  TelemetryEvent,
} from '../../src/model/telemetry.ts';
import type { ExtensionStatus } from './extensions/extension.ts';
import { errorTypeOf, type Failure } from './invoke.ts';
import { Journal } from './journal.ts';
import {
  endRecords,
  extensionRecord,
  type Initialized,
  initEndRecords,
  initStartRecord,
  refusedAnswerRecord,
  startRecord,
} from './json-records.ts';
import {
  type EnvironmentInit,
  endLine,
  extensionLine,
  type InitReport,
  initReportLine,
  initStartLine,
  refusedAnswerLine,
  reportLine,
  startLine,
} from './log-lines.ts';

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
  readonly cpuThrottledMs?: number | undefined;
  readonly peakRssMb: number;
  readonly producedBytes: number;
  /** For how long extensions went on after the runtime; part of the duration. */
  readonly extensionsMs?: number | undefined;
}

export interface AccountOptions {
  readonly logFile: string;
  readonly telemetryFile: string;
  /** Absent: `Text`. */
  readonly logFormat?: 'Text' | 'JSON';
  readonly functionName?: string;
  /** Absent: `defaultRegion`. */
  readonly region?: string;
  /** Absent: that of the Node at hand, `nodejs:20.20.0`. */
  readonly runtimeVersion?: string;
  /** Absent: `on-demand`. */
  readonly initializationType?: string;
}

/** What an environment that takes one call at a time writes down. */
export type Books = Pick<
  Account,
  'printed' | 'initStarted' | 'extensionsStarted' | 'initEnded' | 'started' | 'ended' | 'changed'
>;

/** The platform's two records, kept in step: lines for people in the log, events for the measuring side in telemetry. */
export class Account {
  readonly #log: Journal;
  readonly #telemetry: Journal;
  readonly #memorySizeMb: number;
  readonly #isJson: boolean;
  readonly #init: Initialized;

  constructor(options: AccountOptions, memorySizeMb: number) {
    this.#log = new Journal(options.logFile);
    this.#telemetry = new Journal(options.telemetryFile);
    this.#memorySizeMb = memorySizeMb;
    this.#isJson = options.logFormat === 'JSON';
    const { functionName = '', region = defaultRegion, initializationType = 'on-demand' } = options;
    const { runtimeVersion = `nodejs:${process.versions.node}` } = options;
    this.#init = { functionName, region, initializationType, runtimeVersion };
  }

  printed(line: string): void {
    this.#log.append(line);
  }

  /** Lambda's text format tells only of the first init of an environment that it starts. */
  initStarted(phase: InitReport['phase']): void {
    if (this.#isJson) this.#log.append(initStartRecord(phase, this.#init, isoTime(epochMs())));
    else if (phase === 'init') this.#log.append(initStartLine(this.#init.runtimeVersion, this.#init.region));
  }

  /** After an init, good or bad. The lines that it wrote, as all of these give them. */
  extensionsStarted(statuses: readonly ExtensionStatus[]): string[] {
    const time = isoTime(epochMs());
    return this.#logged(
      statuses.map((status) => (this.#isJson ? extensionRecord(status, time) : extensionLine(status))),
    );
  }

  initEnded(report: EnvironmentInit): string[] {
    const { environmentId, initMs, phase, status, errorType } = report;
    const record = {
      ...{ phase, status, ...optional('errorType', errorType), metrics: { durationMs: printedMs(initMs) } },
      rollcall: { environmentId, endedAtEpochMs: epochMs() },
    };
    this.#tell({ type: 'platform.initReport', time: isoTime(epochMs()), record });
    if (this.#isJson) return this.#logged(initEndRecords(report, this.#init, isoTime(epochMs())));
    return this.#logged(report.status === 'success' ? [] : [initReportLine(report)]);
  }

  started(requestId: string): string[] {
    return this.#logged([this.#isJson ? startRecord(requestId, isoTime(epochMs())) : startLine(requestId)]);
  }

  ended(accounted: Accounted): string[] {
    const record = reportRecord(accounted, this.#memorySizeMb);
    const time = isoTime(epochMs());
    this.#tell({ type: 'platform.report', time, record });
    if (this.#isJson) return this.#logged(endRecords(record, accounted.producedBytes, time));
    return this.#logged([endLine(record.requestId), reportLine(record)]);
  }

  changed(record: EnvironmentEvent['record']): void {
    this.#tell({ type: 'rollcall.environment', time: isoTime(record.atEpochMs), record });
  }

  activeCpu(record: ActiveCpuEvent['record']): void {
    this.#tell({ type: 'rollcall.active-cpu', time: isoTime(epochMs()), record });
  }

  /** AWS's own record of such an invocation has no more metrics than its duration; nothing of it is billed by the ms. */
  managedEnded(record: ManagedReportEvent['record']): void {
    const time = isoTime(epochMs());
    this.#tell({ type: 'rollcall.managed-report', time, record });
    const { rollcall: _, ...told } = record;
    if (this.#isJson) this.#log.append(JSON.stringify({ time, type: 'platform.report', record: told }));
    else this.#log.append(endLine(record.requestId));
  }

  /** What a function answered is no HTTP answer, and its caller got a 502. The service says nothing of it. */
  answerRefused(requestId: string, reason: string): void {
    const told = reason.replaceAll(/\s+/g, ' ');
    const time = isoTime(epochMs());
    this.#log.append(this.#isJson ? refusedAnswerRecord(requestId, told, time) : refusedAnswerLine(requestId, told));
  }

  #tell(event: TelemetryEvent): void {
    this.#telemetry.append(JSON.stringify(event));
  }

  async close(): Promise<void> {
    await Promise.all([this.#log.close(), this.#telemetry.close()]);
  }

  #logged(lines: string[]): string[] {
    for (const line of lines) this.#log.append(line);
    return lines;
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
    ...optional('spans', extensionSpans(accounted)),
    rollcall: {
      ...{ environmentId, startedAtEpochMs },
      ...optional('cpuMs', cpuMs),
      ...optional('initCpuMs', initCpuMs),
      ...optional('cpuQueueMs', cpuQueueMs),
      ...optional('cpuThrottledMs', accounted.cpuThrottledMs),
    },
  };
}

/** AWS's name for what its metric PostRuntimeExtensionsDuration counts. */
function extensionSpans({ startedAtEpochMs, durationMs, extensionsMs }: Accounted): ReportEvent['record']['spans'] {
  if (extensionsMs === undefined) return undefined;
  const start = isoTime(startedAtEpochMs + durationMs - extensionsMs);
  return [{ name: 'extensionOverhead', start, durationMs: printedMs(extensionsMs) }];
}

function statusOf(failure: Failure | undefined): ReportEvent['record']['status'] {
  if (failure === undefined) return 'success';
  return failure.kind === 'timeout' ? 'timeout' : 'error';
}

const printedMs = (ms: number): number => Math.round(ms * 100) / 100;

const isoTime = (atEpochMs: number): string => new Date(atEpochMs).toISOString();
