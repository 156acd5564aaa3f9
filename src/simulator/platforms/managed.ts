import type { Distribution } from '../distributions.ts';
import { Managed } from '../scalers/managed.ts';
import { atLeastOne, type Serving, type SharedPlatform } from './shared.ts';

/** Lambda managed instances: environments that take several requests each on instances that are paid by the hour. */
export interface ManagedInstances {
  readonly kind: 'managed';
  readonly serving: Serving;
  readonly init: Distribution;
  readonly perEnvironment: number;
  /** Absent: 3. */
  readonly minEnvironments?: number;
  readonly maxEnvironments: number;
  /** That are there at the beginning. Absent: the fewest. */
  readonly environmentsAtStart?: number;
  /** Of one environment. Absent: 1. */
  readonly vcpus?: number;
  /** The share by which the load may grow at once. Absent: 0.5. */
  readonly headroom?: number;
  /** Share of their CPU that they are to use. Absent: 1 / (1 + headroom). */
  readonly targetCpuShare?: number;
  /** Absent: 5,000. */
  readonly scaleEveryMs?: number;
  /** Over this time the environments at most double. Absent: 300,000. */
  readonly doubleWithinMs?: number;
}

export function managedInstances(platform: ManagedInstances): SharedPlatform {
  const { minEnvironments = 3, vcpus = 1, headroom = 0.5, scaleEveryMs = 5000, doubleWithinMs = 300_000 } = platform;
  const { serving, init, perEnvironment, maxEnvironments, environmentsAtStart = minEnvironments } = platform;
  const { targetCpuShare = 1 / (1 + headroom) } = platform;
  return {
    ...{ serving, init, perInstance: perEnvironment, spreading: 'least-loaded' },
    scaler: new Managed({
      ...{ perInstance: perEnvironment, minInstances: minEnvironments, vcpus, headroom, targetCpuShare },
      instancesAtStart: environmentsAtStart,
      ...{ maxInstances: atLeastOne(maxEnvironments, 'maxEnvironments') },
      ...{ scaleEveryMs: atLeastOne(scaleEveryMs, 'scaleEveryMs'), doubleWithinMs },
    }),
    maxQueuedMs: 0,
  };
}

/** An instance of that size. */
interface Host {
  readonly vcpus: number;
  readonly memoryGb: number;
}

/** The platform keeps this much of each instance. */
const reserved: Host = { vcpus: 1, memoryGb: 1 };

/** Environments of one size that an instance has room for: 4 vCPU and 8 GB have room for 3 of 1 vCPU and 2 GB. */
export const environmentsPerHost = (host: Host, environment: Host): number =>
  Math.max(
    0,
    Math.floor(
      Math.min(
        (host.vcpus - reserved.vcpus) / environment.vcpus,
        (host.memoryGb - reserved.memoryGb) / environment.memoryGb,
      ),
    ),
  );
