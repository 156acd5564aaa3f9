import { type Failure, failureResult, type InvokeRequest, type InvokeResult } from './invoke.ts';

/** What the environment's initialization cost the call that waited for it. */
export interface WaitedInit {
  readonly initMs: number;
  readonly initCpuMs: number | undefined;
}

interface CallEnd {
  readonly failure: Failure | undefined;
  readonly payload: Buffer;
  readonly durationMs: number;
  readonly cpuMs: number | undefined;
}

/** An invocation that is bound to one environment. Its first end is its only one. */
export class Call {
  readonly request: InvokeRequest;
  readonly #settle: (result: InvokeResult) => void;
  #startedAtMs: number | undefined;
  #init: WaitedInit | undefined;
  #end: CallEnd | undefined;
  #released = false;

  constructor(request: InvokeRequest, settle: (result: InvokeResult) => void) {
    this.request = request;
    this.#settle = settle;
  }

  get init(): WaitedInit | undefined {
    return this.#init;
  }

  /** Undefined as long as it runs. */
  get end(): CallEnd | undefined {
    return this.#end;
  }

  /** Since the time origin; undefined as long as it waits for its environment. */
  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  waited(init: WaitedInit): void {
    this.#init = init;
  }

  start(atMs: number): void {
    this.#startedAtMs ??= atMs;
  }

  succeed(payload: Buffer, atMs: number, cpuMs: number | undefined): void {
    this.#end ??= { failure: undefined, payload, durationMs: this.#durationMs(atMs), cpuMs };
  }

  fail(failure: Failure, atMs: number, cpuMs?: number): void {
    // Lambda bills a timed-out call its timeout, not the moment that the platform needs to notice.
    const durationMs = failure.kind === 'timeout' ? failure.afterMs : this.#durationMs(atMs);
    this.#end ??= { failure, payload: Buffer.alloc(0), durationMs, cpuMs };
  }

  /** Gives the result of a call that has ended to whoever waits for it. False if that was done before. */
  release(): boolean {
    if (this.#end === undefined || this.#released) return false;
    this.#released = true;
    const { failure, payload } = this.#end;
    this.#settle(failure ? failureResult(failure, this.request.requestId) : { kind: 'answered', payload });
    return true;
  }

  #durationMs(atMs: number): number {
    return this.#startedAtMs === undefined ? 0 : atMs - this.#startedAtMs;
  }
}
