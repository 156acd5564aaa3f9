import type { TruthConfig } from '../../src/model/platform/programs.ts';

/**
 * One stop of the whole program, a set time after its first request: as a long garbage collection is seen from outside.
 * The kernel takes connections and bytes meanwhile, and nothing is read, answered or recorded before its end.
 */
export class Stall {
  readonly #plan: TruthConfig['stall'];
  #set = false;

  constructor(plan: TruthConfig['stall']) {
    this.#plan = plan;
  }

  /** To be told of every request; only the first counts. */
  requested(): void {
    if (this.#plan === undefined || this.#set) return;
    this.#set = true;
    const { afterMs, forMs } = this.#plan;
    setTimeout(() => block(forMs), afterMs);
  }
}

/** Sleeps, rather than spins: whoever is measured beside it keeps the CPU. */
function block(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
