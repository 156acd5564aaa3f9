import type { TruthConfig } from '../src/model/platform/programs.ts';

/** A truth server that answers everything after the delay. */
export const truthConfig = (delayMs: number): TruthConfig => ({
  ...{ host: '127.0.0.1', port: 0, backlog: 4096, delayMs, instances: 1 },
  every: { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 },
});
