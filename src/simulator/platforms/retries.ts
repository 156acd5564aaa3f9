import type { Random } from '../../model/random.ts';
import { Slots } from '../environments/slots.ts';
import { EventHeap, grown } from '../events/event-heap.ts';

/** A client that sends again what was throttled. */
export interface Retries {
  /** With the first. The JavaScript SDK has 3, the CLI 5. */
  readonly attempts: number;
  /** Before the second attempt; each further one is twice as late. */
  readonly delayMs: number;
  /** Absent: no bound. */
  readonly maxDelayMs?: number;
  /** `full`: the delay is uniform from 0 on. Absent: none. */
  readonly jitter?: 'full';
}

/** Requests that wait to be sent again. */
export class RetryQueue {
  /** Of the one that was taken last. */
  arrivedAtMs = 0;
  serviceMs = -1;
  tenant = 0;
  attempt = 0;
  readonly #retries: Retries | undefined;
  readonly #random: Random;
  readonly #due = new EventHeap();
  readonly #slots = new Slots();
  #arrivals = new Float64Array(64);
  #services = new Float64Array(64);
  #tenants = new Int32Array(64);
  #attempts = new Int32Array(64);

  constructor(retries: Retries | undefined, random: Random) {
    this.#retries = retries;
    this.#random = random;
  }

  get size(): number {
    return this.#due.size;
  }

  get nextAtMs(): number {
    return this.#due.nextAtMs;
  }

  /** False: it is sent no more. `attempt`: 1 for the first. */
  add(nowMs: number, arrivedAtMs: number, serviceMs: number, tenant: number, attempt: number): boolean {
    if (this.#retries === undefined || attempt >= this.#retries.attempts) return false;
    const { delayMs, maxDelayMs = Number.POSITIVE_INFINITY, jitter } = this.#retries;
    const mostMs = Math.min(maxDelayMs, delayMs * 2 ** (attempt - 1));
    const slot = this.#slots.take();
    if (slot >= this.#attempts.length) this.#grow();
    this.#arrivals[slot] = arrivedAtMs;
    this.#services[slot] = serviceMs;
    this.#tenants[slot] = tenant;
    this.#attempts[slot] = attempt + 1;
    this.#due.add(nowMs + (jitter === 'full' ? this.#random() * mostMs : mostMs), slot);
    return true;
  }

  takeNext(): void {
    const slot = this.#due.nextId;
    this.#due.removeNext();
    this.#slots.giveBack(slot);
    this.arrivedAtMs = this.#arrivals[slot] as number;
    this.serviceMs = this.#services[slot] as number;
    this.tenant = this.#tenants[slot] as number;
    this.attempt = this.#attempts[slot] as number;
  }

  #grow(): void {
    const length = 2 * this.#attempts.length;
    this.#arrivals = grown(this.#arrivals, new Float64Array(length));
    this.#services = grown(this.#services, new Float64Array(length));
    this.#tenants = grown(this.#tenants, new Int32Array(length));
    this.#attempts = grown(this.#attempts, new Int32Array(length));
  }
}
