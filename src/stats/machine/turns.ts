import { Departures } from '../projected/departures.ts';

/** What a request needs, from its arrival to the end of its call. */
interface RequestCost {
  readonly cpuMs: number;
  /** Neither running nor ready to run. */
  readonly waitMs: number;
}

export interface RequestCosts {
  /** With the init of its environment. */
  readonly cold: RequestCost;
  readonly warm: RequestCost;
}

export interface OfferedLoad {
  /** When requests arrive: rising. */
  readonly dueMs: Iterable<number>;
  /** No more environments than this; a request beyond them is dropped. */
  readonly most: number;
  /** Environments that are idle before the first request. */
  readonly warm: number;
}

/**
 * Environments of one request each that a load starts on this many CPUs, besides those that were warm. As in the embedded Lambda
 * (`cpu-turns.ts`), no more compute at once than there are CPUs, and the others wait for their turn. Where CPUs are short, requests
 * take longer, leave fewer environments idle and start more. With `cpus` infinite it is what a platform with enough of them starts. The
 * keep-alive is longer than the load.
 */
export function environmentsStarted({ dueMs, most, warm }: OfferedLoad, costs: RequestCosts, cpus: number): number {
  const turns = new Turns(cpus);
  let [idle, started] = [warm, 0];
  for (const atMs of dueMs) {
    idle += turns.endedUntil(atMs);
    if (idle > 0) {
      idle -= 1;
      turns.take('call', costs.warm);
    } else if (warm + started < most) {
      started += 1;
      turns.take('init', costs.cold);
    }
  }
  return started;
}

/** Every fourth turn is for an init, even if calls wait. */
const grantsPerInit = 4;

class Turns {
  #free: number;
  #nowMs = 0;
  #grants = 0;
  readonly #queued = { call: new Queue<RequestCost>(), init: new Queue<RequestCost>() };
  /** Ends of turns, each with the wait after it. */
  readonly #computing = new Departures<number>();
  readonly #waiting = new Departures<undefined>();

  constructor(cpus: number) {
    this.#free = cpus;
  }

  take(kind: 'call' | 'init', cost: RequestCost): void {
    this.#queued[kind].add(cost);
    this.#grant();
  }

  /** How many ended since the last call. */
  endedUntil(atMs: number): number {
    let ended = 0;
    for (;;) {
      const [turnMs, waitMs] = [this.#computing.nextAtMs, this.#waiting.nextAtMs];
      this.#nowMs = Math.min(turnMs, waitMs, atMs);
      if (Math.min(turnMs, waitMs) > atMs) return ended;
      if (turnMs <= waitMs) this.#endTurn();
      else {
        this.#waiting.takeNext();
        ended += 1;
      }
    }
  }

  #endTurn(): void {
    this.#waiting.add(this.#nowMs + (this.#computing.takeNext() ?? 0), undefined);
    this.#free += 1;
    this.#grant();
  }

  #grant(): void {
    if (this.#free < 1) return;
    const { call, init } = this.#queued;
    const next = ((this.#grants + 1) % grantsPerInit === 0 ? init.take() : undefined) ?? call.take() ?? init.take();
    if (next === undefined) return;
    this.#grants += 1;
    this.#free -= 1;
    this.#computing.add(this.#nowMs + next.cpuMs, next.waitMs);
  }
}

class Queue<T> {
  readonly #items: T[] = [];
  #taken = 0;

  add(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    const item = this.#items[this.#taken];
    if (item !== undefined) this.#taken += 1;
    return item;
  }
}
