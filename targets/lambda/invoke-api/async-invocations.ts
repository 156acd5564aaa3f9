import type { InvokeResult } from '../invoke.ts';

/** Source of the defaults: docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export interface AsyncPolicy {
  /** How often an event is tried again after the function has failed on it. AWS: 2. */
  readonly maximumRetryAttempts: number;
  /** Before the first retry, the second, ...; the last one holds for all after it. AWS: 1 min, 2 min. */
  readonly retryDelaysMs: readonly [number, ...number[]];
  /** An event that would be tried later than this after it was accepted is discarded. AWS: 6 h. */
  readonly maximumEventAgeMs: number;
}

export const awsAsyncPolicy: AsyncPolicy = {
  maximumRetryAttempts: 2,
  retryDelaysMs: [60_000, 120_000],
  maximumEventAgeMs: 6 * 3600_000,
};

/** After a throttle: from 1 s doubled up to 5 min, and as often as the event's age allows. */
const throttleDelayMs = { first: 1000, longest: 300_000 };

export interface AsyncEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** Runs the function on it. Never rejects. */
  attempt(): Promise<InvokeResult>;
}

export interface DiscardedEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** In AWS's words, as in the record that Lambda sends to a destination. */
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
}

export interface Timers {
  nowMs(): number;
  /** @returns cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

interface AsyncAttempts {
  readonly acceptedAtMs: number;
  attempts: number;
  failures: number;
  throttles: number;
}

/** Invocations of type `Event`: accepted at once, run in the background, tried again. */
export class AsyncInvocations {
  readonly #policy: AsyncPolicy;
  readonly #timers: Timers;
  readonly #onDiscarded: (event: DiscardedEvent) => void;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(policy: AsyncPolicy, timers: Timers, onDiscarded: (event: DiscardedEvent) => void) {
    this.#policy = policy;
    this.#timers = timers;
    this.#onDiscarded = onDiscarded;
  }

  accept(event: AsyncEvent): void {
    void this.#attempt(event, { acceptedAtMs: this.#timers.nowMs(), attempts: 0, failures: 0, throttles: 0 });
  }

  /** Nothing is tried again any more. @returns how many events were waiting for it; they are lost. */
  close(): number {
    this.#isClosed = true;
    const lost = this.#waiting.size;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    return lost;
  }

  async #attempt(event: AsyncEvent, progress: AsyncAttempts): Promise<void> {
    progress.attempts += 1;
    const { kind } = await event.attempt();
    if (this.#isClosed || kind === 'answered' || kind === 'streamed') return;
    const delayMs = kind === 'throttled' ? this.#afterThrottle(progress) : this.#afterFailure(progress);
    if (delayMs === undefined) this.#discard(event, progress, 'RetriesExhausted');
    else if (this.#ageMs(progress) + delayMs > this.#policy.maximumEventAgeMs)
      this.#discard(event, progress, 'EventAgeExceeded');
    else this.#later(delayMs, () => void this.#attempt(event, progress));
  }

  #afterThrottle(progress: AsyncAttempts): number {
    const { first, longest } = throttleDelayMs;
    const delayMs = Math.min(first * 2 ** progress.throttles, longest);
    progress.throttles += 1;
    return delayMs;
  }

  #afterFailure(progress: AsyncAttempts): number | undefined {
    progress.failures += 1;
    progress.throttles = 0;
    const { maximumRetryAttempts, retryDelaysMs } = this.#policy;
    if (progress.failures > maximumRetryAttempts) return undefined;
    return retryDelaysMs[progress.failures - 1] ?? retryDelaysMs.at(-1);
  }

  #ageMs({ acceptedAtMs }: AsyncAttempts): number {
    return this.#timers.nowMs() - acceptedAtMs;
  }

  #discard(
    { requestId, functionArn }: AsyncEvent,
    { attempts }: AsyncAttempts,
    condition: DiscardedEvent['condition'],
  ): void {
    this.#onDiscarded({ requestId, functionArn, condition, attempts });
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#timers.after(delayMs, () => {
      this.#waiting.delete(cancel);
      run();
    });
    this.#waiting.add(cancel);
  }
}
