interface Due {
  readonly atMs: number;
  readonly act: () => void;
}

/**
 * Acts so long after the instant of each request. The delay is the same for all, so they are due in the order in which
 * they came: one list, and one timer for its first. Node's timers are late by up to 1 ms and more, so the timer is set
 * short, and the last part is spent in turns of the event loop: never early, and late only by what a turn takes.
 */
export class DelayQueue {
  readonly #delayMs: number;
  #due: Due[] = [];
  /** Those before have acted. Cutting them off one by one would move the whole list each time. */
  #first = 0;
  #waiting = false;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  add(fromMs: number, act: () => void): void {
    if (this.#delayMs === 0) {
      act();
      return;
    }
    this.#due.push({ atMs: fromMs + this.#delayMs, act });
    if (!this.#waiting) this.#wait();
  }

  #wait(): void {
    const next = this.#due[this.#first];
    this.#waiting = next !== undefined;
    if (next === undefined) {
      this.#due = [];
      this.#first = 0;
      return;
    }
    const leftMs = next.atMs - performance.now();
    if (leftMs > turnsMs) setTimeout(() => this.#run(), Math.floor(leftMs - turnsMs));
    else setImmediate(() => this.#run());
  }

  #run(): void {
    for (let due = this.#due[this.#first]; due !== undefined; due = this.#due[this.#first]) {
      if (due.atMs > performance.now()) break;
      this.#first += 1;
      due.act();
    }
    this.#wait();
  }
}

const turnsMs = 1;
