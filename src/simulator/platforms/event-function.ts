import type { FunctionLimits } from '../../model/platform/lambda.ts';
import type { Random } from '../../model/random.ts';
import { type Distribution, type Sampler, sampler } from '../distributions.ts';
import { FunctionEnvironments } from '../environments/function-environments.ts';
import type { Routing } from '../environments/idle-order.ts';
import type { RandomStreams } from '../random-streams.ts';
import type { Recorder } from '../statistics/recorder.ts';
import type { PlatformModel } from './platform.ts';
import { type Retries, RetryQueue } from './retries.ts';

/** A Lambda function that takes one request per environment. */
export interface EventFunction extends FunctionLimits {
  readonly kind: 'event';
  /** A warm call. */
  readonly call: Distribution;
  /** Default: 0. */
  readonly init?: Distribution;
  /** The call after an init that it waited for. Absent: as `call`. */
  readonly coldCall?: Distribution;
  /** Absent: the most recently used. */
  readonly routing?: Routing;
  /** Idle environments at the beginning. */
  readonly warm?: number;
  /** Share of initializations that nobody waits for. Absent: 0. */
  readonly proactiveShare?: number;
  /** Of requests that are throttled. Absent: they are not sent again. */
  readonly retries?: Retries;
}

export class EventFunctionModel implements PlatformModel {
  readonly #recorder: Recorder;
  readonly #environments: FunctionEnvironments;
  readonly #retries: RetryQueue;
  readonly #call: Sampler;
  readonly #coldCall: Sampler;
  readonly #init: Sampler;
  readonly #proactiveShare: number;
  readonly #proactive: Random;

  constructor(platform: EventFunction, tenants: number, streams: RandomStreams, recorder: Recorder) {
    const { call, coldCall = call, init = { kind: 'constant', ms: 0 }, proactiveShare = 0, warm = 0 } = platform;
    if (!(proactiveShare >= 0 && proactiveShare <= 1))
      throw new RangeError(`proactiveShare is ${proactiveShare}; expected a share from 0 to 1`);
    const environments = new FunctionEnvironments({ ...platform, tenants, random: streams.next() }, recorder);
    this.#call = sampler(call, streams.next());
    this.#coldCall = sampler(coldCall, streams.next());
    this.#init = sampler(init, streams.next());
    this.#proactive = streams.next();
    this.#proactiveShare = proactiveShare;
    this.#retries = new RetryQueue(platform.retries, streams.next());
    this.#recorder = recorder;
    this.#environments = environments;
    for (let tenant = 0; tenant < tenants; tenant += 1) environments.warm(warm, tenant);
  }

  get nextAtMs(): number {
    return Math.min(this.#environments.nextEndMs, this.#retries.nextAtMs);
  }

  get unfinished(): number {
    return this.#environments.inFlight + this.#retries.size;
  }

  advanceTo(atMs: number): void {
    while (this.#retries.nextAtMs <= atMs) {
      const retries = this.#retries;
      this.#environments.advanceTo(retries.nextAtMs);
      retries.takeNext();
      this.#send(retries.arrivedAtMs, retries.serviceMs, retries.tenant, retries.attempt);
    }
    this.#environments.advanceTo(atMs);
  }

  step(): void {
    this.advanceTo(this.nextAtMs);
  }

  arrive(serviceMs: number, tenant: number): void {
    this.#recorder.arrived();
    this.#send(this.#environments.nowMs, serviceMs, tenant, 1);
  }

  #send(arrivedAtMs: number, serviceMs: number, tenant: number, attempt: number): void {
    const environments = this.#environments;
    const { nowMs } = environments;
    const slot = environments.admit(tenant);
    if (slot < 0) {
      this.#recorder.refused(nowMs);
      if (!this.#retries.add(nowMs, arrivedAtMs, serviceMs, tenant, attempt)) this.#recorder.throttled(arrivedAtMs);
      return;
    }
    const { isNew } = environments.admitted;
    if (isNew) this.#recorder.started(nowMs);
    const isCold = isNew && !this.#isProactive();
    const initMs = isCold ? this.#init() : 0;
    const drawnMs = isCold ? this.#coldCall : this.#call;
    const callMs = serviceMs >= 0 ? serviceMs : drawnMs();
    environments.occupy(slot, nowMs + initMs + callMs);
    this.#recorder.served(arrivedAtMs, nowMs - arrivedAtMs, initMs, callMs, isCold);
  }

  #isProactive(): boolean {
    return this.#proactiveShare > 0 && this.#proactive() < this.#proactiveShare;
  }
}
