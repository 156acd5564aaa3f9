import type { EventFunction } from '../../../src/simulator/platforms/event-function.ts';

/** A function whose account never refuses anything, and whose environments are kept. */
export const unlimited = {
  kind: 'event',
  account: {
    concurrentExecutions: 1e7,
    unreservedMinimum: 0,
    scaling: { burst: 1e7, perMs: 1 },
    requestsPerSecondPerConcurrency: 1000,
  },
  keepAlive: { kind: 'constant', ms: 600_000 },
  maxLifeMs: Number.POSITIVE_INFINITY,
  call: { kind: 'constant', ms: 100 },
} as const satisfies EventFunction;
