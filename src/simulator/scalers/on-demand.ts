import type { Full, Scaler, Seen } from './scaler.ts';

interface OnDemandOptions {
  readonly perInstance: number;
  readonly maxInstances: number;
  readonly keepAliveMs: number;
}

/** A request that finds no place starts an instance, unless one that is starting has a place for it, as in the embedded Lambda's web functions. */
export class OnDemand implements Scaler {
  readonly drains = false;
  readonly atStart = 0;
  readonly nextLookMs = Number.POSITIVE_INFINITY;
  readonly keepAliveMs: number;
  readonly #options: OnDemandOptions;

  constructor(options: OnDemandOptions) {
    this.#options = options;
    this.keepAliveMs = options.keepAliveMs;
  }

  full({ alive, ready, queued }: Seen): Full {
    if (queued < (alive - ready) * this.#options.perInstance) return 'wait';
    return alive < this.#options.maxInstances ? 'start' : 'throttle';
  }

  demand(): void {}

  look(_: number, { alive }: Seen): number {
    return alive;
  }
}
