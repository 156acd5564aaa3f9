import type { Sampler } from '../distributions.ts';
import { Slots } from '../environments/slots.ts';
import { EventHeap } from '../events/event-heap.ts';
import type { PlatformModel } from '../platforms/platform.ts';
import type { Scaler, Seen } from '../scalers/scaler.ts';
import type { Recorder } from '../statistics/recorder.ts';
import type { Places } from './places.ts';
import { RequestList, type Requests } from './requests.ts';
import type { Work } from './work.ts';

export interface InstancesOptions {
  readonly requests: Requests;
  readonly work: Work;
  readonly places: Places;
  readonly scaler: Scaler;
  readonly init: Sampler;
  /** A request that has waited for longer is throttled. */
  readonly maxQueuedMs: number;
  readonly recorder: Recorder;
}

/** Instances that take several requests each, one queue before them, and a scaler that starts and ends them. */
export class InstancesModel implements PlatformModel {
  readonly #options: InstancesOptions;
  readonly #queue: RequestList;
  readonly #slots = new Slots();
  readonly #starts = new EventHeap();
  /** An instance does not expire before this time; the actual time may be later by now. */
  readonly #expiries = new EventHeap();
  readonly #isInExpiries: boolean[] = [];
  /** NaN while it has requests, starts or is gone. */
  readonly #idleSinceMs: number[] = [];
  readonly #since = { atMs: 0, cpuMs: 0, peakInFlight: 0, throttled: 0 };
  #nowMs = 0;
  #inFlight = 0;
  /** Instances that get no more requests and have some. */
  #draining = 0;

  constructor(options: InstancesOptions) {
    this.#options = options;
    this.#queue = new RequestList(options.requests);
    for (let started = 0; started < options.scaler.atStart; started += 1) {
      options.recorder.alive.add(0, 1);
      this.#becomesReady(this.#slots.take());
    }
  }

  get unfinished(): number {
    return this.#inFlight + this.#queue.size;
  }

  get nextAtMs(): number {
    return Math.min(this.#othersAtMs, this.#options.work.nextAtMs);
  }

  advanceTo(atMs: number): void {
    const { work } = this.#options;
    for (;;) {
      const workAtMs = work.nextAtMs;
      const othersAtMs = this.#othersAtMs;
      if (workAtMs < othersAtMs) {
        if (workAtMs > atMs || (workAtMs === atMs && work.nextComesLast)) break;
        this.#doWork(workAtMs);
      } else {
        if (!(othersAtMs <= atMs)) break;
        this.#doOther(othersAtMs);
      }
    }
    if (atMs > this.#nowMs) this.#nowMs = atMs;
  }

  step(): void {
    const workAtMs = this.#options.work.nextAtMs;
    const othersAtMs = this.#othersAtMs;
    if (workAtMs < othersAtMs) this.#doWork(workAtMs);
    else this.#doOther(othersAtMs);
  }

  arrive(serviceMs: number): void {
    const { places, requests, scaler, recorder } = this.#options;
    recorder.arrived();
    const request = requests.take(this.#nowMs, serviceMs);
    const instance = places.take();
    if (instance >= 0) {
      this.#begin(request, instance, false);
      return;
    }
    const full = scaler.full(this.#seen);
    if (full === 'throttle') {
      this.#throttle(request);
      return;
    }
    this.#queue.add(request);
    this.#demand();
    if (full === 'start') this.#startOne();
  }

  /** Of all that is not the work of instances. */
  get #othersAtMs(): number {
    const { scaler } = this.#options;
    return Math.min(this.#starts.nextAtMs, this.#expiries.nextAtMs, this.#giveUpAtMs, scaler.nextLookMs);
  }

  #doWork(atMs: number): void {
    this.#nowMs = atMs;
    const request = this.#options.work.step();
    if (request >= 0) this.#end(request);
  }

  #doOther(atMs: number): void {
    this.#nowMs = atMs;
    if (this.#starts.nextAtMs === atMs) this.#start();
    else if (this.#expiries.nextAtMs === atMs) this.#expire();
    else if (this.#giveUpAtMs === atMs) this.#throttle(this.#queue.takeFirst());
    else this.#look();
  }

  get #giveUpAtMs(): number {
    const { requests, maxQueuedMs } = this.#options;
    return this.#queue.size === 0
      ? Number.POSITIVE_INFINITY
      : (requests.arrivedAtMs[this.#queue.first] as number) + maxQueuedMs;
  }

  get #seen(): Seen {
    const { recorder, places } = this.#options;
    return {
      ...{ alive: recorder.alive.now, ready: places.ready },
      ...{ inFlight: this.#inFlight, queued: this.#queue.size },
    };
  }

  #demand(): void {
    this.#options.scaler.demand(this.#nowMs, this.#inFlight + this.#queue.size);
  }

  #begin(request: number, instance: number, isCold: boolean): void {
    const { requests, recorder, places, work } = this.#options;
    requests.instance[request] = instance;
    requests.begunAtMs[request] = this.#nowMs;
    requests.isCold[request] = Number(isCold);
    this.#idleSinceMs[instance] = Number.NaN;
    this.#inFlight += 1;
    recorder.inFlight.add(this.#nowMs, 1);
    recorder.mostPerEnvironment = Math.max(recorder.mostPerEnvironment, places.inFlightOf(instance));
    this.#since.peakInFlight = Math.max(this.#since.peakInFlight, this.#inFlight);
    this.#demand();
    work.begin(request, this.#nowMs);
  }

  #end(request: number): void {
    const { requests, recorder, places } = this.#options;
    const arrivedAtMs = requests.arrivedAtMs[request] as number;
    const begunAtMs = requests.begunAtMs[request] as number;
    const instance = requests.instance[request] as number;
    const isCold = requests.isCold[request] === 1;
    recorder.completed();
    recorder.served(arrivedAtMs, begunAtMs - arrivedAtMs, 0, this.#nowMs - begunAtMs, isCold);
    recorder.inFlight.add(this.#nowMs, -1);
    requests.giveBack(request);
    this.#inFlight -= 1;
    this.#demand();
    places.left(instance);
    this.#takeQueued(false);
    if (places.inFlightOf(instance) > 0) return;
    if (places.isOpen(instance)) this.#becomesIdle(instance);
    else {
      this.#draining -= 1;
      this.#gone(instance);
    }
  }

  #throttle(request: number): void {
    const { requests, recorder } = this.#options;
    this.#since.throttled += 1;
    recorder.refused(this.#nowMs);
    recorder.throttled(requests.arrivedAtMs[request] as number);
    requests.giveBack(request);
    this.#demand();
  }

  #takeQueued(isCold: boolean): void {
    while (this.#queue.size > 0) {
      const instance = this.#options.places.take();
      if (instance < 0) return;
      this.#begin(this.#queue.takeFirst(), instance, isCold);
    }
  }

  #startOne(): void {
    const { recorder, init } = this.#options;
    recorder.started(this.#nowMs);
    recorder.alive.add(this.#nowMs, 1);
    this.#starts.add(this.#nowMs + init(), this.#slots.take());
  }

  #start(): void {
    const instance = this.#starts.nextId;
    this.#starts.removeNext();
    this.#becomesReady(instance);
  }

  #becomesReady(instance: number): void {
    this.#options.places.add(instance);
    this.#becomesIdle(instance);
    this.#takeQueued(true);
  }

  #becomesIdle(instance: number): void {
    const { keepAliveMs } = this.#options.scaler;
    this.#idleSinceMs[instance] = this.#nowMs;
    if (keepAliveMs === Number.POSITIVE_INFINITY || this.#isInExpiries[instance] === true) return;
    this.#isInExpiries[instance] = true;
    this.#expiries.add(this.#nowMs + keepAliveMs, instance);
  }

  #expire(): void {
    const instance = this.#expiries.nextId;
    const expiresAtMs = (this.#idleSinceMs[instance] as number) + this.#options.scaler.keepAliveMs;
    const { keepAliveMs, atStart } = this.#options.scaler;
    const isKept = expiresAtMs === this.#nowMs && this.#options.recorder.alive.now <= atStart;
    if (expiresAtMs > this.#nowMs || isKept) {
      this.#expiries.replaceNext(isKept ? this.#nowMs + keepAliveMs : expiresAtMs, instance);
      return;
    }
    this.#expiries.removeNext();
    this.#isInExpiries[instance] = false;
    // Otherwise it has requests.
    if (expiresAtMs === this.#nowMs) this.#gone(instance);
  }

  #look(): void {
    const { scaler, recorder, work } = this.#options;
    const { atMs, cpuMs, peakInFlight, throttled } = this.#since;
    const since = { peakInFlight, throttled, cpuMs: work.cpuMs - cpuMs, ms: this.#nowMs - atMs };
    const wanted = scaler.look(this.#nowMs, this.#seen, since);
    Object.assign(this.#since, { atMs: this.#nowMs, cpuMs: work.cpuMs, peakInFlight: this.#inFlight, throttled: 0 });
    while (recorder.alive.now - this.#draining < wanted) this.#startOne();
    for (
      let instance = this.#slots.used - 1;
      instance >= 0 && recorder.alive.now - this.#draining > wanted;
      instance -= 1
    )
      if ((this.#idleSinceMs[instance] as number) >= 0) this.#gone(instance);
    if (scaler.drains) this.#drainTo(wanted);
  }

  /** The newest first. */
  #drainTo(wanted: number): void {
    const { places, recorder } = this.#options;
    for (
      let instance = this.#slots.used - 1;
      instance >= 0 && recorder.alive.now - this.#draining > wanted;
      instance -= 1
    ) {
      if (!places.isOpen(instance)) continue;
      places.close(instance);
      this.#draining += 1;
    }
  }

  /** It has no requests. */
  #gone(instance: number): void {
    this.#options.places.close(instance);
    this.#idleSinceMs[instance] = Number.NaN;
    this.#options.recorder.alive.add(this.#nowMs, -1);
    this.#slots.giveBack(instance);
  }
}
