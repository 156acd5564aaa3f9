import type { Distribution } from '../distributions.ts';
import { Knative, type KnativeOptions, knativeDefaults } from '../scalers/knative.ts';
import { atLeastOne, type Serving, type SharedPlatform } from './shared.ts';

/** A Knative service. What is absent is as Knative has it. */
export interface KnativeService extends Partial<Omit<KnativeOptions, 'target'>> {
  readonly kind: 'knative';
  readonly serving: Serving;
  readonly init: Distribution;
  /** containerConcurrency. */
  readonly perInstance: number;
  /** Share of its places that an instance is to use. Absent: 0.7. */
  readonly targetUtilization?: number;
}

export function knativeService(platform: KnativeService): SharedPlatform {
  const { serving, init, perInstance, targetUtilization = 0.7, ...rest } = platform;
  const { minInstances = 0, maxInstances = Number.POSITIVE_INFINITY, maxQueued = Number.POSITIVE_INFINITY } = rest;
  return {
    ...{ serving, init, perInstance, spreading: 'least-loaded' },
    scaler: new Knative({
      ...knativeDefaults,
      ...rest,
      ...{ minInstances, maxQueued, target: perInstance * targetUtilization },
      maxInstances: atLeastOne(maxInstances, 'maxInstances'),
    }),
    maxQueuedMs: Number.POSITIVE_INFINITY,
  };
}
