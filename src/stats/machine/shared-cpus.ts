import { Departures } from '../projected/departures.ts';

/** What a request needs, from its arrival to the end of its call. */
interface RequestCost {
  readonly cpuMs: number;
  /** Neither running nor ready to run. */
  readonly waitMs: number;
}

export interface RequestCosts {
  /** With the init of its environment. */
  readonly cold: RequestCost;
  readonly warm: RequestCost;
}

export interface OfferedLoad {
  /** When requests arrive: rising. */
  readonly dueMs: Iterable<number>;
  /** No more environments than this; a request beyond them is dropped. */
  readonly most: number;
  /** Environments that are idle before the first request. */
  readonly warm: number;
}

/**
 * Environments of one request each that a load starts on this many CPUs, besides those that were warm. All that are ready to run share
 * the CPUs evenly, each on one CPU at most: of n on c CPUs, each runs at the rate min(1, c / n). Where CPUs are short, calls take longer,
 * find fewer idle environments and start more. With `cpus` infinite it is what a platform with enough of them starts. The
 * keep-alive is longer than the load.
 */
export function environmentsStarted({ dueMs, most, warm }: OfferedLoad, costs: RequestCosts, cpus: number): number {
  const machine = new SharedCpus(cpus);
  let [idle, started] = [warm, 0];
  for (const atMs of dueMs) {
    idle += machine.endedUntil(atMs);
    if (idle > 0) {
      idle -= 1;
      machine.run(costs.warm);
    } else if (warm + started < most) {
      started += 1;
      machine.run(costs.cold);
    }
  }
  return started;
}

class SharedCpus {
  readonly #cpus: number;
  #nowMs = 0;
  /** CPU time that each one that was ready to run all the time would have had: one that needs w ms at V ends at V + w. */
  #sharedMs = 0;
  /** By the shared time of their end; each with its wait. */
  readonly #running = new Departures<number>();
  readonly #waiting = new Departures<undefined>();

  constructor(cpus: number) {
    this.#cpus = cpus;
  }

  run({ cpuMs, waitMs }: RequestCost): void {
    this.#running.add(this.#sharedMs + cpuMs, waitMs);
  }

  /** How many ended since the last call. */
  endedUntil(atMs: number): number {
    let ended = 0;
    for (;;) {
      const ranAtMs = this.#nowMs + (this.#running.nextAtMs - this.#sharedMs) / this.#rate;
      const nextAtMs = Math.min(ranAtMs, this.#waiting.nextAtMs);
      if (nextAtMs > atMs) break;
      this.#moveTo(nextAtMs);
      if (ranAtMs <= nextAtMs) this.#waiting.add(nextAtMs + (this.#running.takeNext() ?? 0), undefined);
      else {
        this.#waiting.takeNext();
        ended += 1;
      }
    }
    this.#moveTo(atMs);
    return ended;
  }

  get #rate(): number {
    return Math.min(1, this.#cpus / Math.max(1, this.#running.size));
  }

  #moveTo(atMs: number): void {
    this.#sharedMs += (atMs - this.#nowMs) * this.#rate;
    this.#nowMs = atMs;
  }
}
