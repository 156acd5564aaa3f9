/** How many places late an item may come. A generator that stamps first and reads later mixes up a batch, no more. */
const mostPlacesLate = 2000;

/**
 * Puts items that come almost in order of their completion into exact order, and hands them on, with bounded memory:
 * an item may come up to 2,000 places later than it should.
 */
export class CompletionOrder<T extends { readonly completedAtMs: number }> {
  private held: T[] = [];
  private readonly handOn: (item: T) => void;

  constructor(handOn: (item: T) => void) {
    this.handOn = handOn;
  }

  add(item: T): void {
    this.held.push(item);
    if (this.held.length >= 2 * mostPlacesLate) this.release(mostPlacesLate);
  }

  /** Hands on all that is held. */
  flush(): void {
    this.release(this.held.length);
  }

  private release(count: number): void {
    this.held.sort((a, b) => a.completedAtMs - b.completedAtMs);
    for (const item of this.held.slice(0, count)) this.handOn(item);
    this.held = this.held.slice(count);
  }
}
