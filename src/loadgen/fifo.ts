const smallest = 64;

/**
 * A queue that is filled and emptied thousands of times a second. It keeps its memory, and always the same kind of it: V8 lays out a
 * new array for whole numbers, and compiles again what has met it as one of objects.
 */
export class Fifo<T> {
  /** A ring: as many as a power of 2. */
  private ring: (T | undefined)[] = emptyRing(smallest);
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  get first(): T | undefined {
    return this.ring[this.head];
  }

  push(item: T): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.head + this.count) & (this.ring.length - 1)] = item;
    this.count += 1;
  }

  /** Takes the first one out. */
  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count -= 1;
    return item;
  }

  clear(): void {
    this.ring = emptyRing(smallest);
    this.head = 0;
    this.count = 0;
  }

  private grow(): void {
    const { ring, head } = this;
    this.ring = emptyRing(2 * ring.length);
    for (let i = 0; i < ring.length; i += 1) this.ring[i] = ring[(head + i) & (ring.length - 1)];
    this.head = 0;
  }
}

const emptyRing = <T>(size: number): (T | undefined)[] => new Array<T | undefined>(size).fill(undefined);
