import { Knative, knativeDefaults } from './knative.ts';
import { OnDemand } from './on-demand.ts';
import type { Scaler, Seen } from './scaler.ts';

interface CloudRunOptions {
  readonly perInstance: number;
  readonly target: number;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly keepAliveMs: number;
}

/**
 * A request that finds no place starts an instance or waits for one; more are started so that each has its target on average over a minute, and
 * idle ones are kept for 15 minutes. How fast the service looks is not published: as Knative does.
 */
export class CloudRunScaler implements Scaler {
  readonly drains = false;
  readonly atStart: number;
  readonly keepAliveMs: number;
  readonly #onDemand: OnDemand;
  readonly #average: Knative;

  constructor(options: CloudRunOptions) {
    this.atStart = options.minInstances;
    this.keepAliveMs = options.keepAliveMs;
    this.#onDemand = new OnDemand(options);
    this.#average = new Knative({ ...knativeDefaults, ...options, maxQueued: Number.POSITIVE_INFINITY });
  }

  get nextLookMs(): number {
    return this.#average.nextLookMs;
  }

  full(seen: Seen): 'wait' | 'start' {
    return this.#onDemand.full(seen) === 'start' ? 'start' : 'wait';
  }

  demand(nowMs: number, requests: number): void {
    this.#average.demand(nowMs, requests);
  }

  /** Fewer only by their keep-alive. */
  look(nowMs: number, seen: Seen): number {
    return Math.max(seen.alive, this.#average.look(nowMs, seen));
  }
}
