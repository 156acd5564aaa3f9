import { Slots } from '../environments/slots.ts';
import { grown } from '../events/event-heap.ts';

/** Requests that wait or run, by numbers that are reused. */
export class Requests {
  arrivedAtMs = new Float64Array(64);
  begunAtMs = new Float64Array(64);
  /** -1: the platform decides. */
  serviceMs = new Float64Array(64);
  instance = new Int32Array(64);
  /** Parts of the call that have begun. */
  part = new Int32Array(64);
  /** 1: it waited for an init. */
  isCold = new Uint8Array(64);
  /** The next in a list, -1 for the last. */
  after = new Int32Array(64);
  readonly #slots = new Slots();

  take(arrivedAtMs: number, serviceMs: number): number {
    const request = this.#slots.take();
    if (request >= this.after.length) this.#grow();
    this.arrivedAtMs[request] = arrivedAtMs;
    this.serviceMs[request] = serviceMs;
    this.part[request] = 0;
    return request;
  }

  giveBack(request: number): void {
    this.#slots.giveBack(request);
  }

  #grow(): void {
    const length = 2 * this.after.length;
    this.arrivedAtMs = grown(this.arrivedAtMs, new Float64Array(length));
    this.begunAtMs = grown(this.begunAtMs, new Float64Array(length));
    this.serviceMs = grown(this.serviceMs, new Float64Array(length));
    this.instance = grown(this.instance, new Int32Array(length));
    this.part = grown(this.part, new Int32Array(length));
    this.isCold = grown(this.isCold, new Uint8Array(length));
    this.after = grown(this.after, new Int32Array(length));
  }
}

/** Requests in the order in which they came, linked by `after`. */
export class RequestList {
  readonly #requests: Requests;
  #first = -1;
  #last = -1;
  #size = 0;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  get size(): number {
    return this.#size;
  }

  /** -1 if it is empty. */
  get first(): number {
    return this.#first;
  }

  add(request: number): void {
    this.#requests.after[request] = -1;
    if (this.#size === 0) this.#first = request;
    else this.#requests.after[this.#last] = request;
    this.#last = request;
    this.#size += 1;
  }

  /** The first of those that are there. */
  takeFirst(): number {
    const request = this.#first;
    this.#first = this.#requests.after[request] as number;
    this.#size -= 1;
    return request;
  }
}
