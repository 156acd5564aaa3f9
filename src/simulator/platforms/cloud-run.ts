import type { Distribution } from '../distributions.ts';
import { CloudRunScaler } from '../scalers/cloud-run.ts';
import { atLeastOne, type Serving, type SharedPlatform } from './shared.ts';

/** A Cloud Run service. Its rules are not published in full: what is absent is as its documentation has it. */
export interface CloudRun {
  readonly kind: 'cloud-run';
  readonly serving: Serving;
  readonly init: Distribution;
  /** Absent: 80. */
  readonly perInstance?: number;
  /** Absent: 0. */
  readonly minInstances?: number;
  /** Absent: 100. */
  readonly maxInstances?: number;
  /** Share of its places that an instance is to use. Absent: 0.6. */
  readonly targetUtilization?: number;
  /** Of an instance without requests. Absent: 900,000. */
  readonly keepAliveMs?: number;
  /** A request that has waited for longer gets a 429. Absent: 10,000. */
  readonly maxQueuedMs?: number;
}

/** https://cloud.google.com/run/docs/about-instance-autoscaling. */
export function cloudRun(platform: CloudRun): SharedPlatform {
  const { serving, init, perInstance = 80, minInstances = 0, maxInstances = 100 } = platform;
  const { targetUtilization = 0.6, keepAliveMs = 900_000, maxQueuedMs = 10_000 } = platform;
  return {
    ...{ serving, init, perInstance, maxQueuedMs, spreading: 'most-recently-used' },
    scaler: new CloudRunScaler({
      ...{ perInstance, minInstances, keepAliveMs, target: perInstance * targetUtilization },
      maxInstances: atLeastOne(maxInstances, 'maxInstances'),
    }),
  };
}
