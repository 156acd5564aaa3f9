import type {
  ActiveCpuEvent,
  EnvironmentEvent,
  ManagedReportEvent,
  SnapshotEvent,
  TelemetryEvent,
} from '../../../src/model/platform/telemetry.ts';
import type { ExtensionStatus } from '../extensions/extension.ts';
import type { LoggedConfiguration } from '../settings.ts';
import { epochMs, isoTime, nowIso } from './instants.ts';
import type { EnvironmentInit, EnvironmentRestore, InitReport } from './log-lines.ts';
import { type PlatformLog, platformLog } from './platform-log.ts';
import { type Accounted, initRecord, reportRecord, restoreRecord } from './report-record.ts';

export type EnvironmentBooks = Pick<
  Books,
  | 'printed'
  | 'initStarted'
  | 'extensionsStarted'
  | 'initEnded'
  | 'restoreStarted'
  | 'restoreEnded'
  | 'started'
  | 'ended'
  | 'changed'
>;

export interface Ledger {
  printed(line: string): void;
  recorded(event: TelemetryEvent): void;
}

/** Writes down what happens in environments of one configuration: later changes of it are for later environments. */
export class Books {
  readonly #ledger: Ledger;
  readonly #configuration: LoggedConfiguration;
  readonly #log: PlatformLog;

  constructor(ledger: Ledger, configuration: LoggedConfiguration) {
    this.#ledger = ledger;
    this.#configuration = configuration;
    this.#log = platformLog(configuration);
  }

  printed(line: string): void {
    this.#ledger.printed(line);
  }

  initStarted(phase: InitReport['phase']): void {
    this.#logged(this.#log.initStart(phase, nowIso()));
  }

  /** After an init, good or bad. The lines that it wrote, as all of these give them. */
  extensionsStarted(statuses: readonly ExtensionStatus[]): string[] {
    return this.#logged(this.#log.extensions(statuses, nowIso()));
  }

  initEnded(init: EnvironmentInit): string[] {
    const time = nowIso();
    this.#ledger.recorded({ type: 'platform.initReport', time, record: initRecord(init, epochMs()) });
    return this.#logged(this.#log.initEnd(init, time));
  }

  restoreStarted(): void {
    this.#logged(this.#log.restoreStart(nowIso()));
  }

  restoreEnded(restore: EnvironmentRestore): string[] {
    const time = nowIso();
    this.#ledger.recorded({ type: 'platform.restoreReport', time, record: restoreRecord(restore, epochMs()) });
    return this.#logged(this.#log.restoreEnd(restore, time));
  }

  /** The init of a snapshot is in no environment. */
  snapshotEnded(snapshot: SnapshotEvent['record']): string[] {
    const time = nowIso();
    this.#ledger.recorded({ type: 'rollcall.snapshot', time, record: snapshot });
    return this.#logged(this.#log.initEnd({ ...snapshot, phase: 'init' }, time));
  }

  started(requestId: string): string[] {
    return this.#logged(this.#log.start(requestId, nowIso()));
  }

  ended(accounted: Accounted): string[] {
    const record = reportRecord(accounted, this.#configuration);
    const time = nowIso();
    this.#ledger.recorded({ type: 'platform.report', time, record });
    return this.#logged(this.#log.end(record, accounted.producedBytes, time));
  }

  changed(record: EnvironmentEvent['record']): void {
    this.#ledger.recorded({ type: 'rollcall.environment', time: isoTime(record.atEpochMs), record });
  }

  activeCpu(record: ActiveCpuEvent['record']): void {
    this.#ledger.recorded({ type: 'rollcall.active-cpu', time: nowIso(), record });
  }

  /** AWS's own record of such an invocation has no more metrics than its duration; nothing of it is billed by the ms. */
  managedEnded(record: ManagedReportEvent['record']): void {
    const time = nowIso();
    this.#ledger.recorded({ type: 'rollcall.managed-report', time, record });
    this.#logged(this.#log.managedEnd(record, time));
  }

  #logged(lines: string[]): string[] {
    for (const line of lines) this.#ledger.printed(line);
    return lines;
  }
}
