import { EventHeap, grown } from '../events/event-heap.ts';

/** Which idle environment gets a request. Lambda takes the most recently used one; SimFaaS takes the newest. */
export type Routing = 'most-recently-used' | 'least-recently-used' | 'newest';

/** The idle environments of each tenant, by their slots. */
export interface IdleOrder {
  /** A new environment has this slot. */
  started(slot: number): void;
  has(tenant: number): boolean;
  add(slot: number, tenant: number): void;
  /** One that `has` says there is. */
  take(tenant: number): number;
  remove(slot: number, tenant: number): void;
}

export const idleOrder = (routing: Routing, tenants: number): IdleOrder =>
  routing === 'newest' ? new NewestFirst(tenants) : new ByUse(tenants, routing === 'most-recently-used');

/** A list in the order in which they became idle: the end of it was used most recently. */
class ByUse implements IdleOrder {
  readonly #isNewestUse: boolean;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** Of each slot the one before and the one after it, side by side; -1 at the ends. */
  #links = new Int32Array(128);

  constructor(tenants: number, isNewestUse: boolean) {
    this.#isNewestUse = isNewestUse;
    this.#first = new Int32Array(tenants).fill(-1);
    this.#last = new Int32Array(tenants).fill(-1);
  }

  started(slot: number): void {
    if (2 * slot >= this.#links.length) this.#links = grown(this.#links, new Int32Array(4 * slot));
  }

  has(tenant: number): boolean {
    return (this.#last[tenant] as number) >= 0;
  }

  add(slot: number, tenant: number): void {
    const last = this.#last[tenant] as number;
    this.#links[2 * slot] = last;
    this.#links[2 * slot + 1] = -1;
    this.#last[tenant] = slot;
    if (last >= 0) this.#links[2 * last + 1] = slot;
    else this.#first[tenant] = slot;
  }

  take(tenant: number): number {
    const slot = (this.#isNewestUse ? this.#last[tenant] : this.#first[tenant]) as number;
    this.remove(slot, tenant);
    return slot;
  }

  remove(slot: number, tenant: number): void {
    const before = this.#links[2 * slot] as number;
    const after = this.#links[2 * slot + 1] as number;
    if (before >= 0) this.#links[2 * before + 1] = after;
    else this.#first[tenant] = after;
    if (after >= 0) this.#links[2 * after] = before;
    else this.#last[tenant] = before;
  }
}

/** A heap by the order in which they were started. One that is removed stays in it until it comes up. */
class NewestFirst implements IdleOrder {
  readonly #idle: readonly EventHeap[];
  readonly #counts: Int32Array;
  /** 1 for the first that was started, and so on. */
  #startedAs = new Float64Array(64);
  #isIdle = new Uint8Array(64);
  #started = 0;

  constructor(tenants: number) {
    this.#idle = Array.from({ length: tenants }, () => new EventHeap());
    this.#counts = new Int32Array(tenants);
  }

  has(tenant: number): boolean {
    return (this.#counts[tenant] as number) > 0;
  }

  started(slot: number): void {
    if (slot >= this.#isIdle.length) this.#grow(slot);
    this.#started += 1;
    this.#startedAs[slot] = this.#started;
  }

  add(slot: number, tenant: number): void {
    this.#isIdle[slot] = 1;
    this.#counts[tenant] = (this.#counts[tenant] as number) + 1;
    this.#idle[tenant]?.add(-(this.#startedAs[slot] as number), slot);
  }

  take(tenant: number): number {
    const idle = this.#idle[tenant] as EventHeap;
    for (;;) {
      const slot = idle.nextId;
      const startedAs = -idle.nextAtMs;
      idle.removeNext();
      if (this.#isIdle[slot] === 1 && this.#startedAs[slot] === startedAs) {
        this.remove(slot, tenant);
        return slot;
      }
    }
  }

  remove(slot: number, tenant: number): void {
    this.#isIdle[slot] = 0;
    this.#counts[tenant] = (this.#counts[tenant] as number) - 1;
  }

  #grow(slot: number): void {
    this.#startedAs = grown(this.#startedAs, new Float64Array(2 * slot));
    this.#isIdle = grown(this.#isIdle, new Uint8Array(2 * slot));
  }
}
