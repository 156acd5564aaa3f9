import type { OwnPlatform } from '../../launch/running-target.ts';
import { UserError } from '../../model/errors.ts';
import type { WarmCommand } from '../../model/platform/lambda.ts';
import { type Sample, serviceTimeMs } from '../../model/sample.ts';
import type { Warmed } from '../../model/schema/warmed.ts';
import { busyEnvironments } from '../../stats/capacity/busy-environments.ts';

export interface WarmStart {
  /** Of the target, for messages. */
  readonly target: string;
  /** The most that the phase, the target and this machine allow. */
  readonly most: number;
  /** Aborted when the run or the target ends. */
  readonly signal: AbortSignal;
  warm: NonNullable<OwnPlatform['warm']>;
  /** Highest mean rate of the phase over a time of this length. */
  peakPerSecond(windowMs: number): number;
  /** Sends one request of the phase, which is in no figure. */
  call(): Promise<Sample | undefined>;
  /** Called after each start. */
  onStart(environments: number, needed: number): void;
}

/**
 * Starts the environments that a phase needs, one after another, so that its clock begins in steady state. By Little's law the mean
 * number in flight is rate x service time, and 3 standard deviations cover chance. Each environment gets one request, as its first one takes longer. The service time is the
 * mean of these requests, as it was when the need was highest.
 * @returns undefined if it was interrupted.
 * @throws {UserError} `target-failed` if an init fails
 */
export const startWarm = (plan: WarmStart): Promise<Warmed | undefined> => new Warming(plan).run();

/** Service times differ, and the first one of an environment is longer than the others. */
const fewestCalls = 2;
const mostCalls = 5;
const knownAfterMs = 500;

/** A keep-alive that is shorter than all starts together ends the first ones before the last one is there. */
const mostStartsPerNeeded = 2;

type Need = Pick<Warmed, 'needed' | 'meanInFlight' | 'serviceMs'>;

/** An environment that was started stays, also where later calls are shorter: the result explains the number that decided. */
const higher = (before: Need, now: Need): Need => (now.needed > before.needed ? now : before);

class Warming {
  readonly #plan: WarmStart;
  readonly #startedAtMs = performance.now();
  #idle = 0;
  #started = 0;
  #calls = 0;
  #serviceSumMs = 0;

  constructor(plan: WarmStart) {
    this.#plan = plan;
  }

  async run(): Promise<Warmed | undefined> {
    const { signal, onStart } = this.#plan;
    await this.#ask({ start: false });
    if (this.#idle === 0) await this.#startOne();
    await this.#callUntilKnown();
    let need = this.#needNow();
    while (this.#idle < need.needed && this.#started < mostStartsPerNeeded * need.needed && !signal.aborted) {
      onStart(this.#idle, need.needed);
      await this.#startOne();
      need = higher(need, this.#needNow());
    }
    if (signal.aborted) return undefined;
    return {
      ...{ environments: this.#idle, started: this.#started, ...need },
      ...{ calls: this.#calls, tookMs: performance.now() - this.#startedAtMs },
    };
  }

  #needNow(): Need {
    const serviceMs = this.#calls === 0 ? 0 : this.#serviceSumMs / this.#calls;
    const { mean, high } = busyEnvironments(this.#plan.peakPerSecond(Math.max(1, serviceMs)), serviceMs);
    return { needed: Math.min(this.#plan.most, Math.max(1, high)), meanInFlight: mean, serviceMs };
  }

  async #startOne(): Promise<void> {
    await this.#ask({ start: true });
    this.#started += 1;
    await this.#call();
  }

  async #ask(command: WarmCommand): Promise<void> {
    const { signal, target, warm } = this.#plan;
    const answer = await unlessAborted(warm(command), signal);
    if (answer?.failed !== undefined) throw initFailed(target, answer.failed);
    this.#idle = answer?.idle ?? this.#idle;
  }

  async #call(): Promise<void> {
    if (this.#plan.signal.aborted) return;
    const sample = await this.#plan.call();
    const serviceMs = sample && serviceTimeMs(sample);
    if (serviceMs === undefined) return;
    this.#calls += 1;
    this.#serviceSumMs += serviceMs;
  }

  async #callUntilKnown(): Promise<void> {
    const startedAtMs = performance.now();
    for (let calls = 0; calls < mostCalls && !this.#plan.signal.aborted; calls += 1) {
      if (calls >= fewestCalls && performance.now() - startedAtMs > knownAfterMs) break;
      await this.#call();
    }
  }
}

const initFailed = (target: string, errorType: string): UserError =>
  new UserError('target-failed', `target ${target} could not start an environment before the phase: ${errorType}`, {
    hint: `see ${target}.log in the folder of the run`,
  });

/** Undefined once the signal is aborted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
