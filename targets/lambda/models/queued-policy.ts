export interface QueuedPolicyOptions {
  readonly maxInstances: number;
  readonly addEveryMs: number;
}

/** One queue, and instances that are added slowly and take requests one after another. */
export class QueuedPolicy<R, I extends object> {
  readonly #options: QueuedPolicyOptions;
  readonly #waiting: R[] = [];
  /** Most recently used last. */
  readonly #idle: I[] = [];
  #alive = 0;
  #nextAddAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: QueuedPolicyOptions) {
    this.#options = options;
  }

  /** The idle instance that takes it, the most recently used one; undefined if it waits. Requests that wait keep their order. */
  arrive(request: R): I | undefined {
    const instance = this.#idle.pop();
    if (instance === undefined) this.#waiting.push(request);
    return instance;
  }

  /** The request that has waited for longest, which the instance takes; undefined if it is idle now. */
  free(instance: I): R | undefined {
    const request = this.#waiting.shift();
    if (request === undefined) this.#idle.push(instance);
    return request;
  }

  gone(instance: I): void {
    this.#alive -= 1;
    const index = this.#idle.indexOf(instance);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /**
   * The request that has waited for longest, for which an instance is to be added now: it waits for this one's start. Undefined
   * if none is to be added now.
   */
  add(nowMs: number): R | undefined {
    if (this.#waiting.length === 0 || this.#alive >= this.#options.maxInstances) return undefined;
    if (nowMs < this.#nextAddAtMs) return undefined;
    this.#nextAddAtMs = nowMs + this.#options.addEveryMs;
    this.#alive += 1;
    return this.#waiting.shift();
  }

  /** When `add` will have something to give as things stand; undefined if never. */
  addAtMs(): number | undefined {
    return this.#waiting.length === 0 || this.#alive >= this.#options.maxInstances ? undefined : this.#nextAddAtMs;
  }

  clear(): R[] {
    return this.#waiting.splice(0);
  }
}
