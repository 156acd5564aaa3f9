import type { EnvironmentState } from '../../../src/model/platform/telemetry.ts';

/** `starting` after `starting`: an init that failed is tried again, inside the first invocation. */
const allowed: Record<EnvironmentState, readonly EnvironmentState[]> = {
  starting: ['starting', 'idle', 'reset', 'stopped'],
  idle: ['busy', 'reset', 'stopped'],
  busy: ['idle', 'reset', 'stopped'],
  reset: ['starting', 'stopped'],
  stopped: [],
};

export const mayBecome = (from: EnvironmentState, to: EnvironmentState): boolean => allowed[from].includes(to);
