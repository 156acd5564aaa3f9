import type { Freezer } from './freezer.ts';

/**
 * From the poll to the freeze. A call that follows at once meets a running environment, so that calls in a row do not pay for a
 * freeze and a thaw (about 0.1 ms together) each. AWS does not document how long it takes.
 */
const graceMs = 2;

/** Freezes an environment while it rests: from its runtime's poll for the next invocation until that comes. */
export class Rest {
  readonly #freezer: Freezer;
  #timer: NodeJS.Timeout | undefined;
  #frozen = false;

  constructor(freezer: Freezer) {
    this.#freezer = freezer;
  }

  begin(): void {
    this.#timer ??= setTimeout(() => this.#freeze(), graceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#frozen) return;
    this.#frozen = false;
    this.#freezer.thaw();
  }

  #freeze(): void {
    this.#timer = undefined;
    this.#frozen = true;
    this.#freezer.freeze();
  }
}
