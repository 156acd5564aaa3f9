import type { Random } from '../../model/random.ts';
import { type IdleOrder, idleOrder } from '../environments/idle-order.ts';
import { grown } from '../events/event-heap.ts';

/** Which of the instances with a free place gets a request. */
export type Spreading = 'most-recently-used' | 'least-loaded' | 'round-robin' | 'random';

/** The places of instances that take several requests at once. */
export class Places {
  readonly #perInstance: number;
  readonly #pick: Pick;
  #inFlight = new Int32Array(64);
  #isOpen = new Uint8Array(64);
  #ready = 0;

  constructor(spreading: Spreading, perInstance: number, random: Random) {
    this.#perInstance = perInstance;
    this.#pick = spreading === 'most-recently-used' ? new LastUsed() : new Listed(spreading, perInstance, random);
  }

  get ready(): number {
    return this.#ready;
  }

  inFlightOf(instance: number): number {
    return this.#inFlight[instance] as number;
  }

  add(instance: number): void {
    if (instance >= this.#isOpen.length) {
      this.#inFlight = grown(this.#inFlight, new Int32Array(2 * instance));
      this.#isOpen = grown(this.#isOpen, new Uint8Array(2 * instance));
    }
    this.#inFlight[instance] = 0;
    this.#isOpen[instance] = 1;
    this.#ready += 1;
    this.#pick.add(instance);
  }

  /** The instance whose place is taken; -1 if all places are. */
  take(): number {
    const instance = this.#pick.take(this.#inFlight);
    if (instance < 0) return -1;
    const inFlight = (this.#inFlight[instance] as number) + 1;
    this.#inFlight[instance] = inFlight;
    this.#pick.used(instance);
    if (inFlight < this.#perInstance) this.#pick.hasRoom(instance);
    return instance;
  }

  /** A request has left its place. */
  left(instance: number): void {
    const before = this.#inFlight[instance] as number;
    this.#inFlight[instance] = before - 1;
    if (before === this.#perInstance && this.isOpen(instance)) this.#pick.hasRoom(instance);
  }

  isOpen(instance: number): boolean {
    return this.#isOpen[instance] === 1;
  }

  /** It gets no more requests. */
  close(instance: number): void {
    if (!this.isOpen(instance)) return;
    this.#pick.remove(instance, this.inFlightOf(instance) < this.#perInstance);
    this.#isOpen[instance] = 0;
    this.#ready -= 1;
  }
}

interface Pick {
  add(instance: number): void;
  /** The instance has just received a request. */
  used(instance: number): void;
  hasRoom(instance: number): void;
  /** It has no room any more, until `hasRoom`. */
  take(inFlight: Int32Array): number;
  remove(instance: number, hasRoom: boolean): void;
}

class LastUsed implements Pick {
  readonly #order: IdleOrder = idleOrder('newest', 1);

  add(instance: number): void {
    this.used(instance);
    this.hasRoom(instance);
  }

  used(instance: number): void {
    this.#order.started(instance);
  }

  hasRoom(instance: number): void {
    this.#order.add(instance, 0);
  }

  take(): number {
    return this.#order.has(0) ? this.#order.take(0) : -1;
  }

  remove(instance: number, hasRoom: boolean): void {
    if (hasRoom) this.#order.remove(instance, 0);
  }
}

/** Those that are ready in one list, the oldest first. */
class Listed implements Pick {
  readonly #spreading: Spreading;
  readonly #perInstance: number;
  readonly #random: Random;
  readonly #ready: number[] = [];
  #next = 0;

  constructor(spreading: Spreading, perInstance: number, random: Random) {
    this.#spreading = spreading;
    this.#perInstance = perInstance;
    this.#random = random;
  }

  add(instance: number): void {
    this.#ready.push(instance);
  }

  used(): void {}

  hasRoom(): void {}

  take(inFlight: Int32Array): number {
    return this.#spreading === 'least-loaded' ? this.#leastLoaded(inFlight) : this.#firstWithRoom(inFlight);
  }

  remove(instance: number): void {
    this.#ready.splice(this.#ready.indexOf(instance), 1);
  }

  #leastLoaded(inFlight: Int32Array): number {
    let least = -1;
    let leastInFlight = this.#perInstance;
    for (const instance of this.#ready) {
      const load = inFlight[instance] as number;
      if (load >= leastInFlight) continue;
      least = instance;
      leastInFlight = load;
      if (load === 0) break;
    }
    return least;
  }

  /** From the next one in turn, or from one that is drawn. */
  #firstWithRoom(inFlight: Int32Array): number {
    const { length } = this.#ready;
    const from = this.#spreading === 'random' ? Math.floor(this.#random() * length) : this.#next;
    for (let step = 0; step < length; step += 1) {
      const at = (from + step) % length;
      const instance = this.#ready[at] as number;
      if ((inFlight[instance] as number) >= this.#perInstance) continue;
      this.#next = at + 1;
      return instance;
    }
    return -1;
  }
}
