export type Routed<E> =
  | { readonly kind: 'deliver'; readonly environment: E }
  /** Some environment has a place, but its runtime has not polled yet. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'throttle' };

interface Load {
  polls: number;
  inFlight: number;
}

/**
 * Which environment gets an invocation, where each takes several.
 *
 * The least loaded one that has an open poll: the service's router turns to another environment when one has a high load.
 * All environments here run already, so spreading costs no cold start. Of equals the one that has been ready for longest.
 * Where all are full the request is throttled; it never causes an environment to be started.
 */
export class ManagedRouter<R, E extends object> {
  readonly #maxConcurrency: number;
  readonly #ready = new Map<E, Load>();
  readonly #waiting = new Set<R>();

  constructor(maxConcurrencyPerEnvironment: number) {
    this.#maxConcurrency = maxConcurrencyPerEnvironment;
  }

  get inFlight(): number {
    return [...this.#ready.values()].reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  arrive(request: R): Routed<E> {
    const environment = this.#take();
    if (environment !== undefined) return { kind: 'deliver', environment };
    if (this.#waiting.size >= this.#freePlaces) return { kind: 'throttle' };
    this.#waiting.add(request);
    return { kind: 'wait' };
  }

  ready(environment: E): void {
    this.#ready.set(environment, { polls: 0, inFlight: 0 });
  }

  /** A poll has opened. The request that this is for, if one waits. */
  polled(environment: E): R | undefined {
    const load = this.#ready.get(environment);
    if (load !== undefined) load.polls += 1;
    return this.#next(environment);
  }

  pollLost(environment: E): void {
    const load = this.#ready.get(environment);
    if (load !== undefined) load.polls -= 1;
  }

  /** A request has left its place. The one that takes it, if one waits and a poll is open. */
  left(environment: E): R | undefined {
    const load = this.#ready.get(environment);
    if (load !== undefined) load.inFlight -= 1;
    return this.#next(environment);
  }

  /** It has waited long enough. False if it does not wait any more. */
  abandon(request: R): boolean {
    return this.#waiting.delete(request);
  }

  /** It takes no more. Returned are those that now wait for nothing. */
  gone(environment: E): R[] {
    this.#ready.delete(environment);
    const lost = [...this.#waiting].slice(this.#freePlaces);
    for (const request of lost) this.#waiting.delete(request);
    return lost;
  }

  inFlightOf(environment: E): number {
    return this.#ready.get(environment)?.inFlight ?? 0;
  }

  get #freePlaces(): number {
    return this.#ready.size * this.#maxConcurrency - this.inFlight;
  }

  #take(): E | undefined {
    let best: [E, Load] | undefined;
    for (const entry of this.#ready)
      if (this.#isFree(entry[1]) && entry[1].inFlight < (best?.[1].inFlight ?? Number.POSITIVE_INFINITY)) best = entry;
    if (best === undefined) return undefined;
    this.#occupy(best[1]);
    return best[0];
  }

  #next(environment: E): R | undefined {
    const load = this.#ready.get(environment);
    const [request] = this.#waiting;
    if (load === undefined || request === undefined || !this.#isFree(load)) return undefined;
    this.#waiting.delete(request);
    this.#occupy(load);
    return request;
  }

  #isFree({ polls, inFlight }: Load): boolean {
    return polls > 0 && inFlight < this.#maxConcurrency;
  }

  #occupy(load: Load): void {
    load.polls -= 1;
    load.inFlight += 1;
  }
}
