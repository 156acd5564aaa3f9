import type { Scaler, Seen } from './scaler.ts';

export interface KnativeOptions {
  /** Requests that an instance is to have on average: of 100 places 70, as Knative has it. */
  readonly target: number;
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Of requests that find no place. Further ones are throttled. */
  readonly maxQueued: number;
  readonly stableWindowMs: number;
  readonly panicWindowMs: number;
  /** Instances needed over instances ready. */
  readonly panicThreshold: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  readonly scaleToZeroGraceMs: number;
  readonly tickMs: number;
}

/** https://knative.dev/docs/serving/autoscaling: the defaults of its autoscaler, config-autoscaler. */
export const knativeDefaults = {
  ...{ stableWindowMs: 60_000, panicWindowMs: 6000, panicThreshold: 2 },
  ...{ maxScaleUpRate: 1000, maxScaleDownRate: 2, scaleToZeroGraceMs: 30_000, tickMs: 2000 },
} as const;

const bucketMs = 1000;

/**
 * Knative's autoscaler (knative/serving, pkg/autoscaler/scaling/autoscaler.go):
 *
 *     stable = ceil(mean requests of the stable window / target), panic = ceil(mean of the panic window / target),
 *     each at least floor(ready / maxScaleDownRate) and at most ceil(maxScaleUpRate * ready)
 *     it panics while panic / ready >= panicThreshold, and for a stable window after that: then it wants the most of both and never fewer than before
 */
export class Knative implements Scaler {
  readonly drains = true;
  readonly atStart: number;
  readonly keepAliveMs = Number.POSITIVE_INFINITY;
  nextLookMs: number;
  readonly #options: KnativeOptions;
  readonly #stable: MeanOverTime;
  readonly #panic: MeanOverTime;
  #panicSinceMs: number | undefined;
  #mostInPanic = 0;
  #noneSinceMs: number | undefined;

  constructor(options: KnativeOptions) {
    this.#options = options;
    this.atStart = options.minInstances;
    this.nextLookMs = options.tickMs;
    this.#stable = new MeanOverTime(options.stableWindowMs);
    this.#panic = new MeanOverTime(options.panicWindowMs);
  }

  /** Without an instance the activator asks for one at once. */
  full({ alive, queued }: Seen): 'wait' | 'start' | 'throttle' {
    if (queued >= this.#options.maxQueued) return 'throttle';
    return alive === 0 ? 'start' : 'wait';
  }

  demand(nowMs: number, requests: number): void {
    this.#stable.change(nowMs, requests);
    this.#panic.change(nowMs, requests);
  }

  look(nowMs: number, { alive, ready }: Seen): number {
    const { minInstances, maxInstances } = this.#options;
    this.nextLookMs = nowMs + this.#options.tickMs;
    const wanted = this.wanted(nowMs, ready, this.#stable.mean(nowMs), this.#panic.mean(nowMs));
    return Math.min(maxInstances, Math.max(minInstances, this.#afterGrace(nowMs, wanted, alive)));
  }

  /** By the mean requests of both windows. */
  wanted(nowMs: number, ready: number, stableMean: number, panicMean: number): number {
    const { target, panicThreshold, stableWindowMs, maxScaleUpRate, maxScaleDownRate } = this.#options;
    const pods = Math.max(1, ready);
    const bounded = (mean: number) =>
      Math.min(
        Math.max(Math.ceil(mean / target), Math.floor(pods / maxScaleDownRate)),
        Math.ceil(maxScaleUpRate * pods),
      );
    const [stable, panic] = [bounded(stableMean), bounded(panicMean)];
    if (Math.ceil(panicMean / target) / pods >= panicThreshold) this.#panicSinceMs = nowMs;
    else if (this.#panicSinceMs !== undefined && this.#panicSinceMs + stableWindowMs < nowMs) {
      this.#panicSinceMs = undefined;
      this.#mostInPanic = 0;
    }
    if (this.#panicSinceMs === undefined) return stable;
    this.#mostInPanic = Math.max(this.#mostInPanic, stable, panic);
    return this.#mostInPanic;
  }

  #afterGrace(nowMs: number, wanted: number, alive: number): number {
    if (wanted > 0) this.#noneSinceMs = undefined;
    else this.#noneSinceMs ??= nowMs;
    const isOver = this.#noneSinceMs !== undefined && nowMs - this.#noneSinceMs >= this.#options.scaleToZeroGraceMs;
    return wanted > 0 || isOver ? wanted : Math.min(1, alive);
  }
}

/** The mean of a level over a window of whole seconds, or since the start if that is shorter. */
class MeanOverTime {
  readonly #buckets: Float64Array;
  #level = 0;
  #sinceMs = 0;

  constructor(windowMs: number) {
    this.#buckets = new Float64Array(Math.max(1, Math.round(windowMs / bucketMs)));
  }

  change(nowMs: number, level: number): void {
    this.#settle(nowMs);
    this.#level = level;
  }

  mean(nowMs: number): number {
    this.#settle(nowMs);
    const { length } = this.#buckets;
    const inBucketMs = nowMs % bucketMs;
    const coveredMs = Math.min(nowMs, (length - 1) * bucketMs + (inBucketMs === 0 ? bucketMs : inBucketMs));
    return coveredMs === 0 ? this.#level : this.#buckets.reduce((sum, ms) => sum + ms, 0) / coveredMs;
  }

  #settle(nowMs: number): void {
    while (this.#sinceMs < nowMs) {
      const bucket = Math.floor(this.#sinceMs / bucketMs);
      const untilMs = Math.min(nowMs, (bucket + 1) * bucketMs);
      const at = bucket % this.#buckets.length;
      if (this.#sinceMs === bucket * bucketMs) this.#buckets[at] = 0;
      this.#buckets[at] = (this.#buckets[at] as number) + this.#level * (untilMs - this.#sinceMs);
      this.#sinceMs = untilMs;
    }
  }
}
