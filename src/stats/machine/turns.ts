import { EventHeap } from '../../simulator/events/event-heap.ts';

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
  const turns = new Turns(costs, cpus);
  let [idle, started] = [warm, 0];
  for (const atMs of dueMs) {
    idle += turns.endedUntil(atMs);
    if (idle > 0) {
      idle -= 1;
      turns.take('warm');
    } else if (warm + started < most) {
      started += 1;
      turns.take('cold');
    }
  }
  return started;
}

/** Every fourth turn is for an init, even if calls wait. */
const grantsPerInit = 4;

/** What a turn is for, by its number among events. */
const kinds = ['warm', 'cold'] as const;

type Kind = (typeof kinds)[number];

class Turns {
  readonly #costs: RequestCosts;
  #free: number;
  #nowMs = 0;
  #grants = 0;
  readonly #queued: Record<Kind, number> = { warm: 0, cold: 0 };
  /** Ends of turns. */
  readonly #computing = new EventHeap();
  readonly #waiting = new EventHeap();

  constructor(costs: RequestCosts, cpus: number) {
    this.#costs = costs;
    this.#free = cpus;
  }

  take(kind: Kind): void {
    this.#queued[kind] += 1;
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
        this.#waiting.removeNext();
        ended += 1;
      }
    }
  }

  #endTurn(): void {
    const kind = kinds[this.#computing.nextId] as Kind;
    this.#computing.removeNext();
    this.#waiting.add(this.#nowMs + this.#costs[kind].waitMs, 0);
    this.#free += 1;
    this.#grant();
  }

  #grant(): void {
    if (this.#free < 1) return;
    const { warm, cold } = this.#queued;
    if (warm + cold === 0) return;
    const isInitsTurn = (this.#grants + 1) % grantsPerInit === 0;
    const kind: Kind = cold > 0 && (isInitsTurn || warm === 0) ? 'cold' : 'warm';
    this.#queued[kind] -= 1;
    this.#grants += 1;
    this.#free -= 1;
    this.#computing.add(this.#nowMs + this.#costs[kind].cpuMs, kinds.indexOf(kind));
  }
}
