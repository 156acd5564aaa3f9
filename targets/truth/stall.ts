import type { TruthConfig } from '../../src/model/platform/programs.ts';

/**
 * One stop of the whole program, a set time after its first request: as a long garbage collection is seen from outside.
 * The kernel takes connections and bytes meanwhile, and nothing is read, answered or recorded before its end.
 * @returns what each request calls; only the first counts.
 */
export function stallOnce(plan: TruthConfig['stall']): () => void {
  let isSet = plan === undefined;
  return () => {
    if (isSet || plan === undefined) return;
    isSet = true;
    setTimeout(() => block(plan.forMs), plan.afterMs);
  };
}

/** Sleeps, rather than spins: whoever is measured beside it keeps the CPU. */
function block(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
