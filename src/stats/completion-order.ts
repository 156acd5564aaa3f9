/** How many places late an item may come. A generator that stamps first and reads later mixes up a batch, no more. */
const mostPlacesLate = 2000;

/**
 * Puts items that come almost in order of their completion into exact order, and hands them on, with bounded memory:
 * an item may come up to 2,000 places later than it should. It hands on one for each that comes: many at once would keep a core
 * for some ms, in which the generator may wait for it.
 */
export class CompletionOrder<T extends { readonly completedAtMs: number }> {
  /** In order; those before `next` have been handed on. */
  private held: (T | undefined)[] = [];
  private next = 0;
  private readonly handOn: (item: T) => void;

  constructor(handOn: (item: T) => void) {
    this.handOn = handOn;
  }

  add(item: T): void {
    this.insert(item);
    if (this.held.length - this.next > mostPlacesLate) this.release();
  }

  /** Hands on all that is held. */
  flush(): void {
    while (this.next < this.held.length) this.release();
  }

  /** Behind all that completed earlier or at the same time: nearly always at the end. */
  private insert(item: T): void {
    let at = this.held.push(item) - 1;
    for (; at > this.next; at -= 1) {
      const before = this.held[at - 1];
      if (before === undefined || before.completedAtMs <= item.completedAtMs) break;
      this.held[at] = before;
    }
    this.held[at] = item;
  }

  private release(): void {
    const item = this.held[this.next];
    // Otherwise it would live until the next copy, and every garbage collection would copy it.
    this.held[this.next] = undefined;
    this.next += 1;
    // Copied rarely enough to cost nothing: half of it is gone each time.
    if (this.next > mostPlacesLate) {
      this.held = this.held.slice(this.next);
      this.next = 0;
    }
    if (item !== undefined) this.handOn(item);
  }
}
