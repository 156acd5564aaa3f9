import type { EnvironmentPool } from '../../concurrency/throttle.ts';
import type { FunctionLimits } from '../../model/platform/lambda.ts';
import { seededRandom } from '../../model/random.ts';
import { FunctionEnvironments } from '../../simulator/environments/function-environments.ts';
import { LevelClock } from '../../simulator/statistics/level.ts';

/** Of a function that takes one request per environment. */
export interface PlatformLimits extends FunctionLimits {
  /** Of keep-alives that are drawn. */
  readonly seed: number;
}

/** One object per environment: phases of several platforms are counted together. */
interface Environment {
  readonly startedAs: number;
}

/** Where a request ran, and until when. */
export interface Served {
  readonly environment: Environment;
  readonly isColdStart: boolean;
  readonly place: EnvironmentPool;
}

/** A simulated function whose calls are those that were measured. All provisioned environments are initialized before the load. */
export class ReplayedPlatform {
  readonly #environments: FunctionEnvironments;
  readonly #bySlot: Environment[] = [];

  constructor({ seed, ...limits }: PlatformLimits) {
    this.#environments = new FunctionEnvironments(
      { ...limits, random: seededRandom(seed) },
      { alive: new LevelClock(0), inFlight: new LevelClock(0), completed: () => {} },
    );
  }

  get nowMs(): number {
    return this.#environments.nowMs;
  }

  /** Environments that are busy or idle. */
  get alive(): number {
    return this.#environments.alive;
  }

  get inFlight(): number {
    return this.#environments.inFlight;
  }

  /** A request arrives now. Undefined: it is throttled. */
  arrive(durationMs: (served: Served) => number): (Served & { readonly endsAtMs: number }) | undefined {
    const environments = this.#environments;
    const slot = environments.admit();
    if (slot < 0) return undefined;
    const { isNew, isProvisioned } = environments.admitted;
    const place: EnvironmentPool = isProvisioned ? 'provisioned' : 'on-demand';
    const served = { environment: this.#environmentAt(slot), isColdStart: isNew, place };
    const endsAtMs = environments.nowMs + durationMs(served);
    environments.occupy(slot, endsAtMs);
    return { ...served, endsAtMs };
  }

  /** Calls that end until then end, and environments whose keep-alive is over are gone. */
  advanceTo(atMs: number): void {
    this.#environments.advanceTo(atMs);
  }

  /** To the end of the last call. */
  drain(): void {
    while (this.inFlight > 0) this.advanceTo(this.#environments.nextEndMs);
  }

  /** Environments that are initialized and idle now, for which no request waited. */
  warm(environments: number): void {
    this.#environments.warm(environments);
  }

  #environmentAt(slot: number): Environment {
    const startedAs = this.#environments.startedAs(slot);
    const known = this.#bySlot[slot];
    if (known?.startedAs === startedAs) return known;
    const environment = { startedAs };
    this.#bySlot[slot] = environment;
    return environment;
  }
}
