import type { ConcurrencyRules } from '../../../src/concurrency/admission.ts';
import type { IdlePolicy } from '../../../src/concurrency/idle-policy.ts';
import type { EnvironmentPool } from '../../../src/concurrency/throttle.ts';
import { longestTimerMs } from '../../app/wait.ts';
import type { InvokeRequest, InvokeResult } from '../invoke.ts';
import type { Dispatcher, Invocation } from './dispatcher.ts';
import { Settling } from './settling.ts';

/** As much of an execution environment that takes one call at a time as is needed here. */
export interface EventEnvironment {
  readonly ended: Promise<void>;
  /** Error type of the last init that failed. */
  readonly initFailure?: string | undefined;
  /** At once after its start, or while idle. Never rejects. */
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  shutDown(reason: 'idle' | 'shutdown'): Promise<void>;
  kill(): void;
}

export interface EventEvents<E extends EventEnvironment> {
  /** It has answered. As soon as its runtime polls it can take a call: `onIdle` or `onStopped` follows. */
  onAnswered(environment: E): void;
  onIdle(environment: E): void;
  onStopped(environment: E): void;
}

export interface EventOptions<E extends EventEnvironment> {
  readonly functionName: string;
  readonly version: string;
  readonly rules: ConcurrencyRules;
  readonly idle: IdlePolicy<E>;
  start(place: EnvironmentPool, events: EventEvents<E>): E;
}

/**
 * One request per environment, no queue: to the most recently used idle environment, else to a new one, which stays bound to this
 * call while it initializes, else throttled by the rules of the account. A request that finds none idle waits a moment for one that
 * has answered and is about to poll.
 */
export class EventDispatcher<E extends EventEnvironment> implements Dispatcher {
  readonly #options: EventOptions<E>;
  readonly #present = new Set<E>();
  readonly #provisioned = new Map<E, 'starting' | 'initialized'>();
  readonly #busy = new Set<E>();
  readonly #settling = new Settling<E>();
  /** Environments that `startIdle` has started and that are not idle yet. */
  readonly #startingIdle = new Map<E, (failure: string | undefined) => void>();
  #expiryTimer: NodeJS.Timeout | undefined;
  #expiresAtMs: number | undefined;
  #fillTimer: NodeJS.Timeout | undefined;
  #becameReady: (() => void) | undefined;
  #retired = false;

  constructor(options: EventOptions<E>) {
    this.#options = options;
  }

  async invoke(request: InvokeRequest, invocation: Invocation): Promise<InvokeResult> {
    const { functionName, version, rules, idle } = this.#options;
    const settled = this.#hasIdle() ? undefined : this.#settling.next();
    if (settled !== undefined) await settled;
    const nowMs = performance.now();
    if (this.#retired) return { kind: 'throttled' };
    const decision = rules.arrive(
      { functionName, version, invocation, idle: (place) => idle.has(nowMs, place) },
      nowMs,
    );
    if (decision.kind === 'throttle')
      return { kind: 'throttled', reason: decision.reason, retryAfterS: decision.retryAfterS };
    const found = decision.kind === 'start-new' ? this.#start('on-demand', nowMs) : idle.take(nowMs, decision.place);
    if (found === undefined) throw new Error('no environment is idle');
    this.#busy.add(found);
    try {
      return await found.invoke(request);
    } finally {
      rules.ended(functionName, version, decision.place);
    }
  }

  /** Takes no more calls: those under way are answered yet, and nothing is left afterwards. */
  async retire(): Promise<void> {
    this.#stopNothingNew();
    await Promise.all([...this.#present].map((environment) => this.#endWhenIdle(environment)));
  }

  async stop(): Promise<void> {
    this.#stopNothingNew();
    await Promise.all([...this.#present].map((environment) => environment.shutDown('shutdown')));
    await Promise.all([...this.#present].map((environment) => environment.ended));
  }

  kill(): void {
    this.#stopNothingNew();
    for (const environment of this.#present) environment.kill();
  }

  get idle(): number {
    const { idle } = this.#options;
    return idle.count('provisioned') + idle.count('on-demand');
  }

  startIdle(): Promise<string | undefined> {
    const environment = this.#start('on-demand', performance.now());
    return new Promise((resolve) => this.#startingIdle.set(environment, resolve));
  }

  /** As many provisioned environments as there are to be now. To be called when that number has changed. */
  provision(): void {
    if (this.#retired) return;
    const { functionName, version, rules, idle } = this.#options;
    const nowMs = performance.now();
    const waiting = idle.count('provisioned');
    const { start, stop, nextAtMs } = rules.provisionedDue(functionName, version, waiting, nowMs);
    for (let started = 0; started < start; started += 1) this.#start('provisioned', nowMs);
    for (let stopped = 0; stopped < stop; stopped += 1) void idle.take(nowMs, 'provisioned')?.shutDown('idle');
    clearTimeout(this.#fillTimer);
    this.#fillTimer = nextAtMs === undefined ? undefined : setTimeout(() => this.provision(), nextAtMs - nowMs);
    this.#tellIfReady();
  }

  /** Resolves when all provisioned environments that are to be are initialized, or have failed to be. */
  get ready(): Promise<void> {
    return new Promise((resolve) => {
      this.#becameReady = resolve;
      this.#tellIfReady();
    });
  }

  #hasIdle(): boolean {
    const nowMs = performance.now();
    return this.#options.idle.has(nowMs, 'provisioned') || this.#options.idle.has(nowMs);
  }

  #tellIfReady(): void {
    const isStarting = [...this.#provisioned.values()].includes('starting');
    if (!isStarting && this.#fillTimer === undefined) this.#becameReady?.();
  }

  #start(place: EnvironmentPool, nowMs: number): E {
    const environment = this.#options.start(place, {
      onAnswered: (answered) => this.#settling.add(answered),
      onIdle: (idle) => this.#isIdle(idle),
      onStopped: (stopped) => this.#hasStopped(stopped),
    });
    this.#present.add(environment);
    void environment.ended.then(() => this.#present.delete(environment));
    this.#options.idle.started(environment, nowMs, place);
    if (place === 'provisioned') this.#provisioned.set(environment, 'starting');
    return environment;
  }

  #isIdle(environment: E): void {
    this.#busy.delete(environment);
    const hasFailed = this.#startingIdle.has(environment) && environment.initFailure !== undefined;
    if (this.#retired || hasFailed || this.#isSuperfluous(environment)) {
      void environment.shutDown('idle');
      return;
    }
    this.#options.idle.add(environment, performance.now());
    this.#settling.settled(environment);
    this.#startedIdle(environment);
    if (this.#provisioned.has(environment)) this.provision();
    else this.#wake();
  }

  #startedIdle(environment: E, failure?: string): void {
    this.#startingIdle.get(environment)?.(failure);
    this.#startingIdle.delete(environment);
  }

  #isSuperfluous(environment: E): boolean {
    if (this.#provisioned.get(environment) !== 'starting') return false;
    this.#provisioned.set(environment, 'initialized');
    this.#tellIfReady();
    const { functionName, version, rules } = this.#options;
    return rules.provisionedInitialized(functionName, version) === 'stop';
  }

  #hasStopped(environment: E): void {
    this.#busy.delete(environment);
    this.#settling.settled(environment);
    this.#options.idle.delete(environment);
    this.#startedIdle(environment, environment.initFailure ?? 'it was stopped');
    const was = this.#provisioned.get(environment);
    if (was === undefined) return;
    this.#provisioned.delete(environment);
    this.#tellIfReady();
    const { functionName, version, rules } = this.#options;
    if (was === 'initialized') rules.provisionedEnded(functionName, version);
    else rules.provisionedInitFailed(functionName, version);
    this.provision();
  }

  /** One timer for all: with drawn keep-alives the newest may be the first to end. */
  #wake(): void {
    const nextMs = this.#options.idle.nextExpiryMs();
    if (nextMs === this.#expiresAtMs) return;
    clearTimeout(this.#expiryTimer);
    this.#expiresAtMs = nextMs;
    if (nextMs === undefined) return;
    const waitMs = Math.min(Math.max(nextMs - performance.now(), 0), longestTimerMs);
    this.#expiryTimer = setTimeout(() => this.#expire(), waitMs);
  }

  #expire(): void {
    this.#expiresAtMs = undefined;
    for (const environment of this.#options.idle.expired(performance.now())) void environment.shutDown('idle');
    this.#wake();
  }

  #stopNothingNew(): void {
    this.#retired = true;
    clearTimeout(this.#expiryTimer);
    clearTimeout(this.#fillTimer);
    this.#options.idle.clear();
    this.#settling.clear();
  }

  #endWhenIdle(environment: E): Promise<void> {
    if (!this.#busy.has(environment)) void environment.shutDown('idle');
    return environment.ended;
  }
}
