import type { EnvironmentState } from '../../src/model/telemetry.ts';

const allowed: Record<EnvironmentState, readonly EnvironmentState[]> = {
  starting: ['idle', 'stopped'],
  idle: ['busy', 'stopped'],
  busy: ['idle', 'stopped'],
  stopped: [],
};

export const mayBecome = (from: EnvironmentState, to: EnvironmentState): boolean => allowed[from].includes(to);
