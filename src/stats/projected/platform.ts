import { ConcurrencyRules } from '../../concurrency/admission.ts';
import { IdlePolicy } from '../../concurrency/idle-policy.ts';
import type { EnvironmentPool } from '../../concurrency/throttle.ts';
import type { FunctionLimits } from '../../model/platform/lambda.ts';
import { seededRandom } from '../../model/random.ts';
import { Departures } from './departures.ts';

/** Of a function that takes one request per environment. */
export interface PlatformLimits extends FunctionLimits {
  /** Of keep-alives that are drawn. */
  readonly seed: number;
}

interface Environment {
  readonly place: EnvironmentPool;
}

/** Where a request ran, and until when. */
export interface Served {
  readonly environment: Environment;
  readonly isColdStart: boolean;
  readonly place: EnvironmentPool;
}

const functionName = 'function';
const version = '1';

/**
 * Lambda as a calculation, by the rules of `src/concurrency` in virtual time. With a constant keep-alive T and no limit in reach, the
 * environments alive at t are the most requests in flight at any instant of (t - T, t], and cold starts are its increments.
 */
export class ReplayedPlatform {
  readonly #rules: ConcurrencyRules;
  readonly #idle: IdlePolicy<Environment>;
  readonly #busy = new Departures<Environment>();
  #alive = 0;
  #nowMs = 0;

  constructor({ account, reservedConcurrency, provisionedConcurrency, keepAlive, maxLifeMs, seed }: PlatformLimits) {
    this.#rules = new ConcurrencyRules(account, 0);
    this.#idle = new IdlePolicy({ keepAlive, maxLifeMs, random: seededRandom(seed) });
    if (reservedConcurrency !== undefined) this.#rules.reserve(functionName, reservedConcurrency, 0);
    if (provisionedConcurrency !== undefined) this.#provision(provisionedConcurrency);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Environments that are busy or idle. */
  get alive(): number {
    return this.#alive;
  }

  get inFlight(): number {
    return this.#busy.size;
  }

  /** A request arrives now. Undefined: it is throttled. */
  arrive(durationMs: (served: Served) => number): (Served & { readonly endsAtMs: number }) | undefined {
    const idle = (place: EnvironmentPool) => this.#idle.has(this.#nowMs, place);
    const decision = this.#rules.arrive({ functionName, version, invocation: 'synchronous', idle }, this.#nowMs);
    if (decision.kind === 'throttle') return undefined;
    const { place } = decision;
    const isColdStart = decision.kind === 'start-new';
    const environment = isColdStart ? this.#start(place) : this.#idle.take(this.#nowMs, place);
    if (environment === undefined) throw new Error('an idle environment was admitted that is not there');
    const served = { environment, isColdStart, place };
    const endsAtMs = this.#nowMs + durationMs(served);
    this.#busy.add(endsAtMs, environment);
    return { ...served, endsAtMs };
  }

  /** Calls that end until then end, and environments whose keep-alive is over are gone. */
  advanceTo(atMs: number): void {
    while (this.#busy.nextAtMs <= atMs) this.#endNext();
    this.#nowMs = Math.max(this.#nowMs, atMs);
    this.#alive -= this.#idle.expired(this.#nowMs).length;
  }

  /** To the end of the last call. */
  drain(): void {
    while (this.#busy.size > 0) this.advanceTo(this.#busy.nextAtMs);
  }

  /** Environments that are initialized and idle now, for which no request waited. */
  warm(environments: number): void {
    for (let started = 0; started < environments; started += 1) this.#idle.add(this.#start('on-demand'), this.#nowMs);
  }

  #start(place: EnvironmentPool): Environment {
    const environment = { place };
    this.#idle.started(environment, this.#nowMs, place);
    this.#alive += 1;
    return environment;
  }

  #endNext(): void {
    const atMs = this.#busy.nextAtMs;
    const environment = this.#busy.takeNext();
    if (environment === undefined) return;
    this.#rules.ended(functionName, version, environment.place);
    this.#idle.add(environment, atMs);
  }

  /** All are initialized before the load. */
  #provision(concurrency: number): void {
    this.#rules.provision(functionName, version, concurrency, 0);
    for (let nextAtMs: number | undefined = 0; nextAtMs !== undefined; ) {
      this.#nowMs = nextAtMs;
      const due = this.#rules.provisionedDue(functionName, version, this.#idle.count('provisioned'), nextAtMs);
      for (let started = 0; started < due.start; started += 1) {
        this.#rules.provisionedInitialized(functionName, version);
        this.#idle.add(this.#start('provisioned'), nextAtMs);
      }
      nextAtMs = due.nextAtMs;
    }
  }
}
