import { EventHeap } from '../events/event-heap.ts';
import type { ArrivalSource } from './source.ts';

/** Of several sources the earliest request. */
export class Merged implements ArrivalSource {
  serviceMs = -1;
  tenant = 0;
  readonly #sources: readonly ArrivalSource[];
  readonly #areTenants: boolean;
  readonly #next = new EventHeap();

  constructor(sources: readonly ArrivalSource[], areTenants: boolean) {
    this.#sources = sources;
    this.#areTenants = areTenants;
    sources.forEach((source, index) => {
      this.#next.add(source.next(), index);
    });
  }

  next(): number {
    const atMs = this.#next.nextAtMs;
    if (atMs === Number.POSITIVE_INFINITY) return atMs;
    const index = this.#next.nextId;
    const source = this.#sources[index] as ArrivalSource;
    this.serviceMs = source.serviceMs;
    this.tenant = this.#areTenants ? index : source.tenant;
    this.#next.replaceNext(source.next(), index);
    return atMs;
  }
}
