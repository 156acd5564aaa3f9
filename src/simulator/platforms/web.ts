import type { Distribution } from '../distributions.ts';
import { OnDemand } from '../scalers/on-demand.ts';
import { atLeastOne, type Serving, type SharedPlatform } from './shared.ts';

/** A Lambda web function: requests wait for a place in a warm or in a new environment. */
export interface WebFunction {
  readonly kind: 'web';
  readonly serving: Serving;
  readonly init: Distribution;
  /** Absent: 64. */
  readonly perEnvironment?: number;
  /** The most environments, 2 to 10,000. A request that finds all of their places taken or promised is throttled. */
  readonly maxEnvironments: number;
  /** Of an environment without requests. */
  readonly keepAliveMs: number;
}

export function webFunction({
  serving,
  init,
  perEnvironment = 64,
  maxEnvironments,
  keepAliveMs,
}: WebFunction): SharedPlatform {
  const maxInstances = atLeastOne(maxEnvironments, 'maxEnvironments');
  return {
    ...{ serving, init, perInstance: perEnvironment, spreading: 'most-recently-used' },
    scaler: new OnDemand({ perInstance: perEnvironment, maxInstances, keepAliveMs }),
    maxQueuedMs: Number.POSITIVE_INFINITY,
  };
}
