export interface PlacesOptions {
  readonly maxConcurrencyPerEnvironment: number;
  readonly maxEnvironments: number;
}

export type Placement<E> =
  | { readonly kind: 'forward'; readonly environment: E }
  /** It waits for a warm place, or for one in an environment that starts. */
  | { readonly kind: 'wait' }
  /** It waits as well, and an environment must be started. */
  | { readonly kind: 'start' }
  | { readonly kind: 'throttle' };

export interface Placed<R, E> {
  readonly request: R;
  readonly environment: E;
}

export interface Gone<R> {
  readonly lost: readonly R[];
  /** Number of environments to start for those that wait. */
  readonly start: number;
}

interface Room<E> {
  readonly environment: E;
  inFlight: number;
}

/**
 * Who gets a place in which environment, and when there must be another one.
 *
 * A request goes to the ready environment with a free place that was used most recently; else it waits for the first place
 * that comes free, in a warm environment or in one that starts. An environment is started for it only if those that are starting will
 * have no place left for it: waiting >= starting x maxConcurrencyPerEnvironment. With maxEnvironments alive and all
 * their places taken or promised it is throttled at once.
 */
export class Places<R, E extends object> {
  readonly #options: PlacesOptions;
  readonly #starting = new Set<E>();
  /** Most recently used last. */
  readonly #ready: Room<E>[] = [];
  readonly #waiting = new Set<R>();
  #wanted = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  get alive(): number {
    return this.#ready.length + this.#coming;
  }

  arrive(request: R): Placement<E> {
    const environment = this.#take();
    if (environment !== undefined) return { kind: 'forward', environment };
    if (this.#promisedLeft > 0) {
      this.#waiting.add(request);
      return { kind: 'wait' };
    }
    if (this.alive >= this.#options.maxEnvironments) return { kind: 'throttle' };
    this.#waiting.add(request);
    this.#wanted += 1;
    return { kind: 'start' };
  }

  started(environment: E): void {
    this.#wanted -= 1;
    this.#starting.add(environment);
  }

  ready(environment: E): Placed<R, E>[] {
    this.#starting.delete(environment);
    this.#ready.push({ environment, inFlight: 0 });
    return this.#placeWaiting();
  }

  left(environment: E): Placed<R, E>[] {
    const room = this.#roomOf(environment);
    if (room === undefined) return [];
    room.inFlight -= 1;
    return this.#placeWaiting();
  }

  abandon(request: R): void {
    this.#waiting.delete(request);
  }

  /**
   * An environment has ended, or takes no more requests. One that was ready may be replaced at once; after one that could not
   * start nothing is started for those who waited for it, else a broken server would start over and over: they
   * go on waiting only for places that others have or will have, oldest lost first.
   */
  gone(environment: E): Gone<R> {
    const wasStarting = this.#starting.delete(environment);
    if (wasStarting) return { lost: this.#ready.length === 0 ? this.#beyondPromised() : [], start: 0 };
    const index = this.#ready.findIndex((room) => room.environment === environment);
    if (index >= 0) this.#ready.splice(index, 1);
    return { lost: [], start: this.#startForWaiting() };
  }

  inFlight(environment: E): number {
    return this.#roomOf(environment)?.inFlight ?? 0;
  }

  #roomOf(environment: E): Room<E> | undefined {
    return this.#ready.findLast((room) => room.environment === environment);
  }

  get #coming(): number {
    return this.#starting.size + this.#wanted;
  }

  /** Places of the starting ones that nobody waits for yet. */
  get #promisedLeft(): number {
    return this.#coming * this.#options.maxConcurrencyPerEnvironment - this.#waiting.size;
  }

  #take(): E | undefined {
    const index = this.#ready.findLastIndex(({ inFlight }) => inFlight < this.#options.maxConcurrencyPerEnvironment);
    const [room] = index < 0 ? [] : this.#ready.splice(index, 1);
    if (room === undefined) return undefined;
    room.inFlight += 1;
    this.#ready.push(room);
    return room.environment;
  }

  #placeWaiting(): Placed<R, E>[] {
    const placed: Placed<R, E>[] = [];
    for (const request of this.#waiting) {
      const environment = this.#take();
      if (environment === undefined) break;
      this.#waiting.delete(request);
      placed.push({ request, environment });
    }
    return placed;
  }

  #startForWaiting(): number {
    let start = 0;
    while (this.#promisedLeft < 0 && this.alive < this.#options.maxEnvironments) {
      this.#wanted += 1;
      start += 1;
    }
    return start;
  }

  #beyondPromised(): R[] {
    const lost = [...this.#waiting].slice(0, Math.max(0, -this.#promisedLeft));
    for (const request of lost) this.#waiting.delete(request);
    return lost;
  }
}
