import type { Sampler } from '../distributions.ts';
import { EventQueue } from '../events/event-queue.ts';
import type { Requests } from './requests.ts';

/** What requests do in the instances that have them. */
export interface Work {
  readonly nextAtMs: number;
  /** On-CPU time of all requests so far. */
  readonly cpuMs: number;
  /** Whether what happens at `nextAtMs` happens after the requests that arrive at that instant. */
  readonly nextComesLast: boolean;
  /** A request begins now, in its instance. */
  begin(request: number, nowMs: number): void;
  /** What happens at `nextAtMs` happens. The request that ends with it; -1 if none does. */
  step(): number;
}

/** Each request takes its time, whatever else there is in its instance. */
export class IndependentCalls implements Work {
  readonly nextComesLast = false;
  cpuMs = 0;
  readonly #requests: Requests;
  readonly #call: Sampler;
  readonly #cpuMsPerCall: number;
  readonly #ends = new EventQueue();

  constructor(requests: Requests, call: Sampler, cpuMsPerCall: number) {
    this.#requests = requests;
    this.#call = call;
    this.#cpuMsPerCall = cpuMsPerCall;
  }

  get nextAtMs(): number {
    return this.#ends.nextAtMs;
  }

  begin(request: number, nowMs: number): void {
    const serviceMs = this.#requests.serviceMs[request] as number;
    this.cpuMs += this.#cpuMsPerCall;
    this.#ends.add(nowMs + (serviceMs >= 0 ? serviceMs : this.#call()), request);
  }

  step(): number {
    const request = this.#ends.nextId;
    this.#ends.removeNext();
    return request;
  }
}
