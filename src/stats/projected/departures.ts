/** What happens at an instant. */
interface Due<T> {
  readonly atMs: number;
  readonly what: T;
}

/** A binary heap: the earliest is at hand, each addition and removal takes log n steps. */
export class Departures<T> {
  readonly #heap: Due<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Infinity if nothing is due. */
  get nextAtMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, what: T): void {
    const heap = this.#heap;
    const added = { atMs, what };
    let at = heap.length;
    for (let above = (at - 1) >> 1; at > 0 && this.#atMs(above) > atMs; above = (at - 1) >> 1) {
      heap[at] = heap[above] as Due<T>;
      at = above;
    }
    heap[at] = added;
  }

  takeNext(): T | undefined {
    const heap = this.#heap;
    const [first, last] = [heap[0], heap.pop()];
    if (first === undefined || last === undefined || heap.length === 0) return first?.what;
    let at = 0;
    for (let below = this.#earlierBelow(at); this.#atMs(below) < last.atMs; below = this.#earlierBelow(at)) {
      heap[at] = heap[below] as Due<T>;
      at = below;
    }
    heap[at] = last;
    return first.what;
  }

  #earlierBelow(at: number): number {
    const left = 2 * at + 1;
    return this.#atMs(left + 1) < this.#atMs(left) ? left + 1 : left;
  }

  #atMs(index: number): number {
    return this.#heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}
