/** Numbers from 0 for things that come and go, used again, so that what is known of them lies in short typed arrays. */
export class Slots {
  #free = new Int32Array(64);
  #freed = 0;
  #used = 0;

  /** No slot has had this number or a higher one. */
  get used(): number {
    return this.#used;
  }

  take(): number {
    if (this.#freed > 0) {
      this.#freed -= 1;
      return this.#free[this.#freed] as number;
    }
    this.#used += 1;
    return this.#used - 1;
  }

  giveBack(slot: number): void {
    if (this.#freed === this.#free.length) {
      const longer = new Int32Array(2 * this.#freed);
      longer.set(this.#free);
      this.#free = longer;
    }
    this.#free[this.#freed] = slot;
    this.#freed += 1;
  }
}
