import type { EnvironmentEvent, ManagedReportEvent } from '../../../src/model/telemetry.ts';

/** How an initialization ended. */
export interface SharedInit {
  readonly initMs: number;
  readonly phase: 'init';
  readonly status: 'success' | 'timeout' | 'error';
  readonly errorType?: string;
}

/** Where the lives of environments are written down that take several requests at once. */
export interface SharedBooks {
  changed(record: EnvironmentEvent['record']): void;
  initEnded(init: SharedInit): void;
}

export interface ManagedBooks extends SharedBooks {
  started(requestId: string): void;
  ended(record: ManagedReportEvent['record']): void;
}
