import type { Load } from '../../load/shapes.ts';
import { optional } from '../../model/optional.ts';
import { type Sample, serviceTimeMs } from '../../model/sample.ts';
import type { BySize } from '../../model/schema/by-size.ts';
import { LatencyHistogram } from '../latency.ts';

/** The sizes of the bursts of a load, by their numbers. Undefined unless there are several sizes. */
export function sizesOfBursts(load: Load): number[] | undefined {
  if (load.shape !== 'rounds') return undefined;
  const sizes: number[] = [];
  for (const { burst, size } of load.rounds) {
    if (burst === undefined) return undefined;
    sizes[burst] = size;
  }
  return new Set(sizes).size > 1 ? sizes : undefined;
}

/** Adds up samples by the size of their burst. Those of one burst come before those of the next. */
export class BurstSizes {
  readonly #sizes: readonly number[];
  readonly #bySize = new Map<number, { environments: number; readonly served: LatencyHistogram }>();
  #burst: number | undefined;
  #instances = new Set<string>();

  constructor(sizes: readonly number[]) {
    this.#sizes = sizes;
  }

  add(sample: Sample): void {
    const size = this.#sizes[sample.burst ?? -1];
    if (size === undefined) return;
    if (sample.burst !== this.#burst) this.#instances = new Set();
    this.#burst = sample.burst;
    const instance = sample.identity?.instanceId ?? sample.platform?.environmentId;
    if (instance !== undefined) this.#instances.add(instance);
    const ofSize = this.#bySize.get(size) ?? { environments: 0, served: new LatencyHistogram() };
    this.#bySize.set(size, ofSize);
    ofSize.environments = Math.max(ofSize.environments, this.#instances.size);
    const ms = serviceTimeMs(sample);
    if (sample.outcome.kind === 'answered' && ms !== undefined) ofSize.served.add(ms);
  }

  /** In the order of the sizes. */
  finish(): BySize {
    return [...this.#bySize]
      .sort(([a], [b]) => a - b)
      .map(([size, { environments, served }]) => {
        const summary = served.summary();
        return { size, environments, ...optional('medianMs', summary?.p50 ?? summary?.mean) };
      });
  }
}
