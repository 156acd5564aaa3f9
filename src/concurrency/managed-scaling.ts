import type { ConcurrencyModel } from '../model/platform/lambda.ts';
import { wholeAbove } from './whole.ts';

interface ManagedScalingOptions
  extends Required<Omit<Extract<ConcurrencyModel, { kind: 'managed' }>, 'kind' | 'scaleEveryMs'>> {
  /** By what share of itself the load may grow at once. Absent: 1, so that half of the places are in use. */
  readonly headroom?: number;
  /** Share of their CPU that environments are to use. Absent: what leaves the headroom. */
  readonly targetCpuShare?: number;
}

interface Demand {
  readonly peakInFlight: number;
  readonly throttled: number;
  /** Of the CPU of all environments. Absent: it is not what limits them. */
  readonly cpuShare?: number;
}

/**
 * How many environments there should be, looked at from time to time and never when a request arrives. The service scales on
 * CPU and on how full the places are, by rules that are not published; this is the simplest that has its documented consequence:
 *
 *     needed = ceil(max((1 + headroom) * (peak in flight + throttled) / maxConcurrency, environments * CPU share / target share))
 *     wanted = min(needed, 2 x the fewest there were within the last doubleWithinMs, maxEnvironments), at least minEnvironments
 *
 * Load may grow by the headroom at once; beyond that requests are throttled until environments have been added. Environments
 * are taken away when less was needed for the whole of doubleWithinMs.
 */
export class ManagedScaling {
  readonly #options: ManagedScalingOptions;
  #looks: { readonly atMs: number; readonly alive: number; readonly needed: number }[] = [];

  constructor(options: ManagedScalingOptions) {
    this.#options = options;
  }

  /** @param alive how many there are now, those that start included. */
  wanted(alive: number, { peakInFlight, throttled, cpuShare = 0 }: Demand, nowMs: number): number {
    const { minEnvironments, maxEnvironments, maxConcurrencyPerEnvironment, doubleWithinMs } = this.#options;
    const { headroom = 1, targetCpuShare = 1 / (1 + headroom) } = this.#options;
    const byConcurrency = ((1 + headroom) * (peakInFlight + throttled)) / maxConcurrencyPerEnvironment;
    // Rounded, so that a share of exactly the target keeps what there is.
    const needed = wholeAbove(Math.max(byConcurrency, (alive * cpuShare) / targetCpuShare));
    this.#looks = this.#looks.filter(({ atMs }) => atMs > nowMs - doubleWithinMs);
    this.#looks.push({ atMs: nowMs, alive, needed });
    const fewest = Math.max(1, minEnvironments, Math.min(...this.#looks.map((look) => look.alive)));
    const mostNeeded = Math.max(...this.#looks.map((look) => look.needed));
    const grown = Math.min(needed, 2 * fewest, maxEnvironments);
    const kept = Math.min(alive, mostNeeded);
    return Math.max(minEnvironments, grown, kept);
  }
}
