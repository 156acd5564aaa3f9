/**
 * Simulations by what they depend on: corners of the needs, and plans of one shop with other constraints, ask for the same again.
 * The keys are JSON: functions of `on` do not count, and have to follow from its other fields.
 */
export class KnownSimulations<T> {
  readonly #most: number;
  readonly #known = new Map<string, { readonly found: T }>();

  constructor(most = 1000) {
    this.#most = most;
  }

  of(on: object, simulate: () => T): T {
    const key = JSON.stringify(on);
    const known = this.#known.get(key);
    if (known !== undefined) return known.found;
    const found = simulate();
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(key, { found });
    return found;
  }
}
