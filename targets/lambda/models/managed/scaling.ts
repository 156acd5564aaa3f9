export interface ManagedScalingOptions {
  readonly minEnvironments: number;
  readonly maxEnvironments: number;
  readonly maxConcurrencyPerEnvironment: number;
  /** Over this time the number of environments at most doubles. The service: throttles if load doubles within 300,000. */
  readonly doubleWithinMs: number;
}

/** The share of all places to be in use: the rest is the headroom in which load may double at once. */
const targetUtilization = 0.5;

export interface Demand {
  readonly peakInFlight: number;
  readonly throttled: number;
}

/**
 * How many environments there should be, looked at from time to time and never when a request arrives. The service scales on
 * CPU and on how full the places are, by rules that are not published; this is the simplest that has its documented consequence:
 *
 *     needed = ceil((peak in flight + throttled) / maxConcurrency / 0.5)
 *     wanted = min(needed, 2 x the fewest there were within the last doubleWithinMs, maxEnvironments), at least minEnvironments
 *
 * Load may double at once; beyond that requests are throttled until environments have been added. Environments
 * are taken away when less was needed for the whole of doubleWithinMs.
 */
export class ManagedScaling {
  readonly #options: ManagedScalingOptions;
  #looks: { readonly atMs: number; readonly alive: number; readonly needed: number }[] = [];

  constructor(options: ManagedScalingOptions) {
    this.#options = options;
  }

  /** @param alive how many there are now, those that start included. */
  wanted(alive: number, { peakInFlight, throttled }: Demand, nowMs: number): number {
    const { minEnvironments, maxEnvironments, maxConcurrencyPerEnvironment, doubleWithinMs } = this.#options;
    const needed = Math.ceil((peakInFlight + throttled) / maxConcurrencyPerEnvironment / targetUtilization);
    this.#looks = this.#looks.filter(({ atMs }) => atMs > nowMs - doubleWithinMs);
    this.#looks.push({ atMs: nowMs, alive, needed });
    const fewest = Math.max(1, minEnvironments, Math.min(...this.#looks.map((look) => look.alive)));
    const mostNeeded = Math.max(...this.#looks.map((look) => look.needed));
    const grown = Math.min(needed, 2 * fewest, maxEnvironments);
    const kept = Math.min(alive, mostNeeded);
    return Math.max(minEnvironments, grown, kept);
  }
}
