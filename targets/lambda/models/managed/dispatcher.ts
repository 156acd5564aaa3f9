import { ManagedScaling } from '../../../../src/concurrency/managed-scaling.ts';
import { optional } from '../../../../src/model/optional.ts';
import type { ConcurrencyModel } from '../../../../src/model/platform/lambda.ts';
import { type Failure, failureResult, type InvokeRequest, type InvokeResult } from '../../invoke.ts';
import type { SharedBooks } from '../concurrent-life.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { type ManagedBooks, ManagedCall } from './call.ts';
import { type ManagedContext, ManagedEnvironment } from './environment.ts';
import { ManagedRouter } from './router.ts';

export interface ManagedOptions
  extends Pick<ManagedContext, 'initTimeoutMs' | 'openDoor' | 'startProcess'>,
    Partial<Pick<ManagedContext, 'limit'>> {
  readonly model: Extract<ConcurrencyModel, { kind: 'managed' }>;
  readonly timeoutMs: number;
  readonly books: SharedBooks & ManagedBooks;
}

/** A call that has a place may wait this long for a poll; then it is throttled. */
const pollWaitMs = 1000;

interface WaitingCall {
  readonly call: ManagedCall;
  readonly timer: NodeJS.Timeout;
  throttle(): void;
}

const throttled: InvokeResult = { kind: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' };

/**
 * Environments that run all the time and take several calls each. A call that finds no place is throttled; environments are added
 * by looking at the load from time to time, never because a call has arrived.
 */
export class ManagedDispatcher implements Dispatcher {
  /** Resolves when the first environments are initialized, or could not be. */
  readonly ready: Promise<void>;
  readonly #options: ManagedOptions;
  readonly #context: ManagedContext;
  readonly #router: ManagedRouter<WaitingCall, ManagedEnvironment>;
  readonly #scaling: ManagedScaling;
  readonly #alive = new Set<ManagedEnvironment>();
  /** Alive, or stopped with a process that is still ending. */
  readonly #present = new Set<ManagedEnvironment>();
  readonly #initialized = new Set<ManagedEnvironment>();
  readonly #timer: NodeJS.Timeout;
  #becomeReady: () => void = () => {};
  #firstOnes: number;
  #initFailure: Failure | undefined;
  #demand = { peakInFlight: 0, throttled: 0 };
  #stopping = false;

  constructor(options: ManagedOptions) {
    const { model } = options;
    const { scaleEveryMs = 5000, doubleWithinMs = 300_000 } = model;
    this.#options = options;
    this.#router = new ManagedRouter(model.maxConcurrencyPerEnvironment);
    this.#scaling = new ManagedScaling({ ...model, doubleWithinMs });
    this.#context = this.#contextOf(options);
    this.#firstOnes = model.minEnvironments;
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
      if (this.#firstOnes === 0) resolve();
    });
    this.#startTo(model.minEnvironments);
    this.#timer = setInterval(() => this.#scale(), scaleEveryMs);
    this.#timer.unref();
  }

  invoke(request: InvokeRequest): Promise<InvokeResult> {
    if (this.#initialized.size === 0 && this.#initFailure !== undefined)
      return Promise.resolve(failureResult(this.#initFailure, request.requestId));
    return new Promise((settle) => this.#route(request, settle));
  }

  /** What its environments carry ends with them. */
  retire(): Promise<void> {
    return this.stop();
  }

  async stop(): Promise<void> {
    this.#stopNothingNew();
    await Promise.all([...this.#present].map((environment) => environment.shutDown('shutdown')));
  }

  kill(): void {
    this.#stopNothingNew();
    for (const environment of this.#present) environment.kill();
  }

  #contextOf({ initTimeoutMs, books, openDoor, startProcess, limit }: ManagedOptions): ManagedContext {
    return {
      ...{ initTimeoutMs, books, openDoor, startProcess },
      ...optional('limit', limit),
      onReady: (environment) => this.#onReady(environment),
      onPoll: (environment) => this.#give(environment, this.#router.polled(environment)),
      onPollLost: (environment) => this.#router.pollLost(environment),
      onLeft: (environment) => this.#give(environment, this.#router.left(environment)),
      onGone: (environment) => this.#onGone(environment),
    };
  }

  #route(request: InvokeRequest, settle: (result: InvokeResult) => void): void {
    const { books, timeoutMs } = this.#options;
    const throttle = () => {
      this.#demand.throttled += 1;
      settle(throttled);
    };
    const call = new ManagedCall({ request, timeoutMs, books, settle });
    const timer = setTimeout(() => {
      if (this.#router.abandon(waiting)) throttle();
    }, pollWaitMs);
    const waiting: WaitingCall = { call, timer, throttle };
    const routed = this.#router.arrive(waiting);
    if (routed.kind === 'wait') return;
    if (routed.kind === 'deliver') this.#give(routed.environment, waiting);
    else {
      clearTimeout(timer);
      throttle();
    }
  }

  #give(environment: ManagedEnvironment, waiting: WaitingCall | undefined): void {
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    environment.give(waiting.call);
    this.#demand.peakInFlight = Math.max(this.#demand.peakInFlight, this.#router.inFlight);
  }

  #onReady(environment: ManagedEnvironment): void {
    this.#initialized.add(environment);
    this.#initFailure = undefined;
    this.#router.ready(environment);
    this.#oneMoreDecided();
  }

  #onGone(environment: ManagedEnvironment): void {
    this.#alive.delete(environment);
    this.#initialized.delete(environment);
    for (const waiting of this.#router.gone(environment)) {
      clearTimeout(waiting.timer);
      waiting.throttle();
    }
    if (environment.initFailure === undefined) {
      // One that crashed is replaced at once; one that could not start has its turn at the next look.
      this.#startTo(this.#options.model.minEnvironments);
    } else {
      this.#initFailure = environment.initFailure;
      this.#oneMoreDecided();
    }
  }

  #oneMoreDecided(): void {
    this.#firstOnes -= 1;
    if (this.#firstOnes <= 0) this.#becomeReady();
  }

  #scale(): void {
    const demand = { ...this.#demand, peakInFlight: Math.max(this.#demand.peakInFlight, this.#router.inFlight) };
    this.#demand = { peakInFlight: 0, throttled: 0 };
    const wanted = this.#scaling.wanted(this.#alive.size, demand, performance.now());
    this.#startTo(wanted);
    const idle = [...this.#alive].reverse().filter((environment) => environment.inFlight === 0);
    for (const environment of idle.slice(0, Math.max(0, this.#alive.size - wanted)))
      void environment.shutDown('scaled-in');
  }

  #startTo(count: number): void {
    if (this.#stopping) return;
    while (this.#alive.size < count) {
      const environment = new ManagedEnvironment(this.#context);
      this.#alive.add(environment);
      this.#present.add(environment);
      void environment.ended.then(() => this.#present.delete(environment));
    }
  }

  #stopNothingNew(): void {
    this.#stopping = true;
    clearInterval(this.#timer);
    this.#becomeReady();
  }
}
