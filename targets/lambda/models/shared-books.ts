import type { EnvironmentEvent, ManagedReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { EnvironmentInit } from '../logging/log-lines.ts';

/** Where the lives of environments are written down that take several requests at once. */
export interface SharedBooks {
  changed(record: EnvironmentEvent['record']): void;
  initEnded(init: EnvironmentInit): void;
}

export interface ManagedBooks extends SharedBooks {
  started(requestId: string): void;
  ended(record: ManagedReportEvent['record']): void;
}
