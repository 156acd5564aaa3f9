import { ManagedScaling } from '../../concurrency/managed-scaling.ts';
import type { Scaler, Seen, Since } from './scaler.ts';

export interface ManagedOptions {
  readonly perInstance: number;
  readonly minInstances: number;
  readonly instancesAtStart: number;
  readonly maxInstances: number;
  /** Of one instance. */
  readonly vcpus: number;
  /** By what share of itself the load may grow at once. */
  readonly headroom: number;
  readonly targetCpuShare: number;
  readonly scaleEveryMs: number;
  readonly doubleWithinMs: number;
}

/** Looks at CPU and at how full the places are, and never starts an instance for a request: what finds no place is throttled. */
export class Managed implements Scaler {
  readonly drains = false;
  readonly atStart: number;
  readonly keepAliveMs = Number.POSITIVE_INFINITY;
  nextLookMs: number;
  readonly #options: ManagedOptions;
  readonly #scaling: ManagedScaling;

  constructor(options: ManagedOptions) {
    this.#options = options;
    this.atStart = options.instancesAtStart;
    this.nextLookMs = options.scaleEveryMs;
    this.#scaling = new ManagedScaling({
      ...{ minEnvironments: options.minInstances, maxEnvironments: options.maxInstances },
      ...{ maxConcurrencyPerEnvironment: options.perInstance, doubleWithinMs: options.doubleWithinMs },
      ...{ headroom: options.headroom, targetCpuShare: options.targetCpuShare },
    });
  }

  full(): 'throttle' {
    return 'throttle';
  }

  demand(): void {}

  look(nowMs: number, { alive }: Seen, { peakInFlight, throttled, cpuMs, ms }: Since): number {
    this.nextLookMs = nowMs + this.#options.scaleEveryMs;
    const cpuShare = alive === 0 ? 0 : cpuMs / (alive * this.#options.vcpus * ms);
    return this.#scaling.wanted(alive, { peakInFlight, throttled, cpuShare }, nowMs);
  }
}
