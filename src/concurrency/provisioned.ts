import { optional } from '../model/optional.ts';
import type { BucketSize } from './token-bucket.ts';

/** As GetProvisionedConcurrencyConfig has them. */
export interface ProvisionedStatus {
  readonly status: 'IN_PROGRESS' | 'READY' | 'FAILED';
  /** Why it failed, e.g. `FUNCTION_ERROR_INIT_FAILURE`. */
  readonly statusReason?: string;
  readonly requested: number;
  readonly allocated: number;
  /** Initialized and in service, whether busy or not. */
  readonly available: number;
}

/** What the owner of the environments has to do now, and when to ask again. */
export interface ProvisionedDue {
  /** Number of environments to start; they already count as starting. */
  readonly start: number;
  /** Number of idle environments to shut down. */
  readonly stop: number;
  /** When the next one may be started; undefined if none is missing. */
  readonly nextAtMs: number | undefined;
}

/** AWS: for each function up to 6,000 a minute (lambda-concurrency.html, "How Lambda allocates provisioned concurrency"). */
export const fillRate: BucketSize = { burst: 6000, perMs: 60_000 };

/**
 * The provisioned environments of one version of a function, by their numbers. Each started one is reported once when
 * it is initialized, and once when it has ended.
 *
 * None is in service until all that were requested are initialized (as the page above has it). From then on each one is as
 * soon as it is initialized: one that was lost is replaced, and the status stays READY.
 */
export class Provisioned {
  readonly #rate: BucketSize;
  #state: { readonly kind: 'IN_PROGRESS' | 'READY' } | { readonly kind: 'FAILED'; readonly reason: string } = {
    kind: 'IN_PROGRESS',
  };
  #requested = 0;
  #wanted = 0;
  #starting = 0;
  #initialized = 0;
  /** Initialized ones that are stopping. */
  #stopping = 0;
  /** Of the initialized ones: may be used. */
  #inService = 0;
  #busy = 0;
  /** Since when some are missing, and how many were started since. */
  #fill: { readonly sinceMs: number; started: number } | undefined;

  constructor(rate: BucketSize = fillRate) {
    this.#rate = rate;
  }

  /** What it takes from the function's or the account's concurrency. */
  get claimed(): number {
    return this.#wanted;
  }

  get free(): boolean {
    return this.#busy < this.#inService;
  }

  /** Undefined when none is requested (any more). */
  get status(): ProvisionedStatus | undefined {
    if (this.#requested === 0) return undefined;
    const { kind } = this.#state;
    return {
      status: kind,
      ...optional('statusReason', this.#state.kind === 'FAILED' ? this.#state.reason : undefined),
      requested: this.#requested,
      allocated: Math.min(this.#initialized - this.#stopping, this.#requested),
      available: this.#inService,
    };
  }

  /** What is in service stays so; more come into service together. 0: all are given up. */
  request(count: number): void {
    this.#requested = count;
    this.#wanted = count;
    this.#state = { kind: 'IN_PROGRESS' };
    this.#serve();
  }

  /**
   * To be asked after each of the other calls, when one has become idle, and at the `nextAtMs` that it gave. `idle`: how many
   * wait for a request, which is what can be stopped.
   */
  due(idle: number, nowMs: number): ProvisionedDue {
    const stop = Math.max(0, Math.min(this.#initialized - this.#stopping - this.#wanted, idle));
    this.#stopping += stop;
    this.#serve();
    const missing = this.#wanted - this.#alive();
    if (missing <= 0) {
      this.#fill = undefined;
      return { start: 0, stop, nextAtMs: undefined };
    }
    return { stop, ...this.#startSome(missing, nowMs) };
  }

  /** A started one is initialized: it waits for requests, or is not wanted any more. */
  initialized(): 'keep' | 'stop' {
    const wanted = this.#initialized - this.#stopping < this.#wanted;
    this.#starting -= 1;
    this.#initialized += 1;
    if (!wanted) this.#stopping += 1;
    this.#serve();
    return wanted ? 'keep' : 'stop';
  }

  /**
   * A started one ended before it was initialized. If it was wanted, the allocation fails: all are given up if none is in
   * service, else those that live stay.
   */
  initFailed(reason: string): void {
    const wanted = this.#alive() <= this.#wanted;
    this.#starting -= 1;
    if (!wanted) return;
    this.#state = { kind: 'FAILED', reason };
    this.#wanted = this.#inService === 0 ? 0 : this.#alive();
  }

  ended(): void {
    this.#initialized -= 1;
    this.#stopping = Math.max(0, this.#stopping - 1);
    this.#serve();
  }

  take(): void {
    this.#busy += 1;
  }

  release(): void {
    this.#busy -= 1;
  }

  #alive(): number {
    return this.#starting + this.#initialized - this.#stopping;
  }

  /** Unless all are there, a larger number brings nothing into service; a smaller one takes what is too much out of it. */
  #serve(): void {
    const usable = Math.min(this.#initialized - this.#stopping, this.#wanted);
    const complete = usable === this.#wanted;
    if (complete && this.#state.kind === 'IN_PROGRESS') this.#state = { kind: 'READY' };
    this.#inService = complete || this.#state.kind === 'READY' ? usable : Math.min(this.#inService, usable);
  }

  /** Since some are missing floor(elapsed * rate) may have been started, so the first has to wait for its turn, too. */
  #startSome(missing: number, nowMs: number): Pick<ProvisionedDue, 'start' | 'nextAtMs'> {
    const { burst, perMs } = this.#rate;
    this.#fill ??= { sinceMs: nowMs, started: 0 };
    const fill = this.#fill;
    const allowed = Math.floor((Math.max(0, nowMs - fill.sinceMs) * burst) / perMs) - fill.started;
    const start = Math.min(missing, allowed);
    fill.started += start;
    this.#starting += start;
    if (start === missing) this.#fill = undefined;
    const nextAtMs = start === missing ? undefined : fill.sinceMs + ((fill.started + 1) * perMs) / burst;
    return { start, nextAtMs };
  }
}
