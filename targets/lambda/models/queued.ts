import type { ConcurrencyModel } from '../../../src/model/platform/lambda.ts';
import { longestTimerMs } from '../../app/wait.ts';
import type { InvokeRequest, InvokeResult } from '../invoke.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EventEnvironment, EventEvents } from './event.ts';
import { QueuedPolicy } from './queued-policy.ts';

export interface QueuedOptions<I extends EventEnvironment> {
  readonly model: Extract<ConcurrencyModel, { kind: 'queued' }>;
  keepAliveMs(): number;
  start(events: EventEvents<I>): I;
}

interface QueuedCall {
  readonly request: InvokeRequest;
  settle(result: InvokeResult): void;
}

/**
 * Instances that are added slowly, each of which takes calls one after another from one queue. The call that causes an instance to
 * be added waits for its start, as the first of its calls. Nothing is throttled: what waits, waits.
 */
export class QueuedDispatcher<I extends EventEnvironment> implements Dispatcher {
  readonly #options: QueuedOptions<I>;
  readonly #policy: QueuedPolicy<QueuedCall, I>;
  readonly #present = new Set<I>();
  readonly #idleTimers = new Map<I, NodeJS.Timeout>();
  #addTimer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: QueuedOptions<I>) {
    this.#options = options;
    this.#policy = new QueuedPolicy(options.model);
  }

  invoke(request: InvokeRequest): Promise<InvokeResult> {
    if (this.#stopping) return Promise.resolve({ kind: 'throttled' });
    return new Promise((settle) => {
      const waiting = { request, settle };
      const instance = this.#policy.arrive(waiting);
      if (instance === undefined) this.#add();
      else this.#give(instance, waiting);
    });
  }

  /** What its instances carry ends with them. */
  retire(): Promise<void> {
    return this.stop();
  }

  async stop(): Promise<void> {
    this.#stopNothingNew();
    await Promise.all([...this.#present].map((instance) => instance.shutDown('shutdown')));
    await Promise.all([...this.#present].map((instance) => instance.ended));
  }

  kill(): void {
    this.#stopNothingNew();
    for (const instance of this.#present) instance.kill();
  }

  #add(): void {
    if (this.#stopping) return;
    const waiting = this.#policy.add(performance.now());
    if (waiting !== undefined) this.#startWith(waiting);
    const atMs = this.#policy.addAtMs();
    if (atMs === undefined || this.#addTimer !== undefined) return;
    this.#addTimer = setTimeout(
      () => {
        this.#addTimer = undefined;
        this.#add();
      },
      Math.max(0, atMs - performance.now()),
    );
  }

  #startWith(waiting: QueuedCall): void {
    const instance = this.#options.start({
      onAnswered: () => {},
      onIdle: (idle) => this.#onIdle(idle),
      onStopped: (stopped) => this.#onStopped(stopped),
    });
    this.#present.add(instance);
    void instance.ended.then(() => this.#present.delete(instance));
    this.#give(instance, waiting);
  }

  #give(instance: I, { request, settle }: QueuedCall): void {
    clearTimeout(this.#idleTimers.get(instance));
    this.#idleTimers.delete(instance);
    void instance.invoke(request).then(settle);
  }

  #onIdle(instance: I): void {
    const waiting = this.#policy.free(instance);
    if (waiting !== undefined) {
      this.#give(instance, waiting);
      return;
    }
    const keepAliveMs = Math.min(this.#options.keepAliveMs(), longestTimerMs);
    this.#idleTimers.set(
      instance,
      setTimeout(() => void instance.shutDown('idle'), keepAliveMs),
    );
  }

  #onStopped(instance: I): void {
    clearTimeout(this.#idleTimers.get(instance));
    this.#idleTimers.delete(instance);
    this.#policy.gone(instance);
    this.#add();
  }

  /** Those that still wait are throttled: nobody will take them. */
  #stopNothingNew(): void {
    this.#stopping = true;
    clearTimeout(this.#addTimer);
    for (const { settle } of this.#policy.clear()) settle({ kind: 'throttled' });
  }
}
