import type { LogFinding, LoggedInvocation } from '../../../src/logs/log-finding.ts';

/** A text as it is found in the world, and what it tells, worked out by reading it. */
export interface Variant {
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Partial<LogFinding>[];
}

export const id = '5b1f0c9e-7a42-4d0e-9f63-2c8d41e6a705';
export const other = 'c0ffee00-1d2e-4f3a-8b4c-0123456789ab';
export const trace = '1-6aa1b2c3-0f1e2d3c4b5a69788796a5b4';
export const report = `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 71 MB\t`;
const warm: LoggedInvocation = {
  ...{ requestId: id, durationMs: 12.34, billedMs: 13, memorySizeMb: 256, maxMemoryUsedMb: 71, status: 'success' },
};
/** 2026-11-21T14:03:59.123Z */
export const at = Date.UTC(2026, 10, 21, 14, 3, 59, 123);

export const call = (more: Partial<LoggedInvocation> = {}): LogFinding => ({
  kind: 'invocation',
  invocation: { ...warm, ...more },
});
export const damaged = (reason: string): Partial<LogFinding> => ({ kind: 'damaged', reason });

export const record = (metrics: object, more: object = {}) =>
  JSON.stringify({
    time: '2026-11-21T14:03:59.123Z',
    type: 'platform.report',
    record: { requestId: id, status: 'success', metrics, ...more },
  });
export const metrics = { durationMs: 12.34, billedDurationMs: 13, memorySizeMB: 256, maxMemoryUsedMB: 71 };
