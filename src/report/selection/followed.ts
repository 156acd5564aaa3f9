import { textHash } from '../../text/text-hash.ts';

interface Group<T> {
  /** Instances are followed whose hash is a multiple of this. */
  every: number;
  readonly of: Map<string, T[]>;
  count: number;
}

/**
 * All requests of some instances, rather than some requests of all: in a lane that lacks requests, time looks idle that was not.
 * All instances are followed as long as their requests are few, then of the phase with the most of them half, a quarter ... by a
 * hash of their ids. An instance that has more requests alone is not followed.
 */
export class Followed<T> {
  private readonly most: number;
  private readonly groups = new Map<string, Group<T>>();
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  add(name: string, instanceId: string, item: T): void {
    const group = this.groups.get(name) ?? { every: 1, of: new Map<string, T[]>(), count: 0 };
    this.groups.set(name, group);
    if (hashOf(instanceId) % group.every !== 0) return;
    const own = group.of.get(instanceId);
    if (own === undefined) group.of.set(instanceId, [item]);
    else own.push(item);
    group.count += 1;
    this.count += 1;
    if (this.count > this.most) this.thin();
  }

  kept(): T[] {
    return [...this.groups.values()].flatMap(({ of }) => [...of.values()].flat());
  }

  private thin(): void {
    const [first, ...rest] = this.groups.values();
    if (first === undefined) return;
    const largest = rest.reduce((most, group) => (group.count > most.count ? group : most), first);
    // Beyond this no hash is a multiple: nobody of the phase is followed any more.
    largest.every = largest.of.size === 1 ? Number.POSITIVE_INFINITY : largest.every * 2;
    for (const [instanceId, items] of largest.of) {
      if (hashOf(instanceId) % largest.every === 0) continue;
      largest.of.delete(instanceId);
      largest.count -= items.length;
      this.count -= items.length;
    }
  }
}

/** From 1, so that none is a multiple of infinity. */
const hashOf = (instanceId: string): number => textHash(instanceId) + 1;
