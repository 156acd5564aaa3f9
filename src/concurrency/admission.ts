import type { AccountLimits } from '../model/platform/lambda.ts';
import { AccountConcurrency } from './account-concurrency.ts';
import { fillRate, Provisioned, type ProvisionedDue, type ProvisionedStatus } from './provisioned.ts';
import { RequestRate } from './request-rate.ts';
import { Scaling } from './scaling.ts';
import { type Change, type EnvironmentPool, type Throttle, throttled } from './throttle.ts';
import type { BucketSize } from './token-bucket.ts';

export interface InvocationRequest {
  readonly functionName: string;
  readonly version: string;
  /** Asynchronous invocations are bound by concurrency, not by a rate. */
  readonly invocation: 'synchronous' | 'asynchronous';
  /** Whether an environment of this version waits there for a request. */
  idle(place: EnvironmentPool): boolean;
}

/** Where it runs: its place is taken until `ended`. Or why it does not. */
export type Decision =
  | { readonly kind: 'use-idle'; readonly place: EnvironmentPool }
  | { readonly kind: 'start-new'; readonly place: 'on-demand' }
  | Throttle;

interface ProvisionedVersion {
  readonly environments: Provisioned;
  readonly rate: RequestRate;
}

/**
 * Lambda's concurrency rules for one account, over all its functions, with one environment per request. It holds numbers; the
 * environments are their supervisors'. The clock is an argument; any that does not go back will do.
 */
export class ConcurrencyRules {
  readonly #limits: AccountLimits;
  readonly #fillRate: BucketSize;
  readonly #account: AccountConcurrency;
  readonly #sharedRate: RequestRate;
  readonly #reservedRates = new Map<string, RequestRate>();
  readonly #scaling: Scaling;
  readonly #provisioned = new Map<string, Map<string, ProvisionedVersion>>();

  constructor(limits: AccountLimits, nowMs: number, options: { readonly provisionedFillRate?: BucketSize } = {}) {
    this.#limits = limits;
    this.#fillRate = options.provisionedFillRate ?? fillRate;
    this.#account = new AccountConcurrency(limits);
    this.#sharedRate = this.#newRate(limits.concurrentExecutions, nowMs);
    this.#scaling = new Scaling(limits.scaling);
  }

  /**
   * Each `use-idle` and `start-new` must be followed by one `ended`. Nothing is taken for an invocation that is throttled.
   * Which limit is named when several are exceeded is undocumented; here the concurrency comes first, then the rate, and
   * last how fast the function may grow.
   */
  arrive(arrival: InvocationRequest, nowMs: number): Decision {
    const { functionName } = arrival;
    const version = this.#provisioned.get(functionName)?.get(arrival.version);
    const admission = this.#account.decide(functionName, provisionedFree(arrival, version, nowMs));
    if (admission.kind === 'throttle') return admission;
    const { place } = admission;
    const rate = arrival.invocation === 'synchronous' ? this.#rateOf(functionName) : undefined;
    const waitMs = rate?.waitMs(nowMs) ?? 0;
    if (waitMs > 0) return throttled(this.#rateReason(functionName), waitMs);
    const idle = arrival.idle(place);
    // It has no reason of its own: what cannot grow now is short of concurrency.
    const startWaitMs = idle ? 0 : this.#scaling.start(functionName, nowMs);
    if (startWaitMs > 0) return throttled('ConcurrentInvocationLimitExceeded', startWaitMs);
    rate?.count(nowMs);
    this.#account.started(functionName, place);
    if (place === 'provisioned') takeProvisioned(arrival, version, nowMs);
    return idle ? { kind: 'use-idle', place } : { kind: 'start-new', place: 'on-demand' };
  }

  /** The invocation is over, however it ended. `place` is the decision's. */
  ended(functionName: string, version: string, place: EnvironmentPool): void {
    this.#account.ended(functionName, place);
    if (place === 'provisioned') this.#provisioned.get(functionName)?.get(version)?.environments.release();
  }

  /** PutFunctionConcurrency; undefined: DeleteFunctionConcurrency. */
  reserve(functionName: string, reserved: number | undefined, nowMs: number): Change {
    const change = this.#account.reserve(functionName, reserved);
    if (change.kind === 'refused') return change;
    const rate = this.#reservedRates.get(functionName);
    if (reserved === undefined) this.#reservedRates.delete(functionName);
    else if (rate === undefined) this.#reservedRates.set(functionName, this.#newRate(reserved, nowMs));
    else rate.resize(reserved, nowMs);
    return change;
  }

  /** PutProvisionedConcurrencyConfig; 0: DeleteProvisionedConcurrencyConfig. Ask `provisionedDue` then. */
  provision(functionName: string, version: string, count: number, nowMs: number): Change {
    const known = this.#provisioned.get(functionName)?.get(version);
    const others = this.#claimed(functionName) - (known?.environments.claimed ?? 0);
    const change = this.#account.provision(functionName, others + count);
    if (change.kind === 'refused') return change;
    const { environments, rate } = known ?? this.#newVersion(functionName, version, nowMs);
    environments.request(count);
    rate.resize(count, nowMs);
    return change;
  }

  /**
   * What is to be done now. To be asked after each of the `provision...` calls, when a provisioned environment has become
   * idle, and at the `nextAtMs` that it gave. `idle`: how many of them wait for a request.
   */
  provisionedDue(functionName: string, version: string, idle: number, nowMs: number): ProvisionedDue {
    return (
      this.#provisioned.get(functionName)?.get(version)?.environments.due(idle, nowMs) ?? {
        start: 0,
        stop: 0,
        nextAtMs: undefined,
      }
    );
  }

  /** One that was started is initialized: add it to the idle ones, or stop it. */
  provisionedInitialized(functionName: string, version: string): 'keep' | 'stop' {
    return this.#versionOf(functionName, version).initialized();
  }

  /** One that was started ended before it was initialized. */
  provisionedInitFailed(functionName: string, version: string, reason = 'FUNCTION_ERROR_INIT_FAILURE'): void {
    this.#versionOf(functionName, version).initFailed(reason);
    this.#account.provision(functionName, this.#claimed(functionName));
  }

  provisionedEnded(functionName: string, version: string): void {
    this.#versionOf(functionName, version).ended();
  }

  /** Undefined: ProvisionedConcurrencyConfigNotFoundException. */
  provisionedStatus(functionName: string, version: string): ProvisionedStatus | undefined {
    return this.#provisioned.get(functionName)?.get(version)?.environments.status;
  }

  reservedOf(functionName: string): number | undefined {
    return this.#account.reservedOf(functionName);
  }

  inFlight(functionName: string): Readonly<Record<EnvironmentPool, number>> {
    const inFlight = (place: EnvironmentPool): number => this.#account.inFlight(functionName, place);
    return { provisioned: inFlight('provisioned'), 'on-demand': inFlight('on-demand') };
  }

  /** As GetAccountSettings has them. */
  accountLimit(): { readonly ConcurrentExecutions: number; readonly UnreservedConcurrentExecutions: number } {
    return {
      ConcurrentExecutions: this.#limits.concurrentExecutions,
      UnreservedConcurrentExecutions: this.#account.unreserved,
    };
  }

  #newRate(concurrency: number, nowMs: number): RequestRate {
    return new RequestRate(this.#limits.requestsPerSecondPerConcurrency, concurrency, nowMs);
  }

  #rateOf(functionName: string): RequestRate {
    return this.#reservedRates.get(functionName) ?? this.#sharedRate;
  }

  #rateReason(
    functionName: string,
  ): 'ReservedFunctionInvocationRateLimitExceeded' | 'FunctionInvocationRateLimitExceeded' {
    return this.#reservedRates.has(functionName)
      ? 'ReservedFunctionInvocationRateLimitExceeded'
      : 'FunctionInvocationRateLimitExceeded';
  }

  #claimed(functionName: string): number {
    let sum = 0;
    for (const { environments } of this.#provisioned.get(functionName)?.values() ?? []) sum += environments.claimed;
    return sum;
  }

  #newVersion(functionName: string, version: string, nowMs: number): ProvisionedVersion {
    const created = { environments: new Provisioned(this.#fillRate), rate: this.#newRate(0, nowMs) };
    const versions = this.#provisioned.get(functionName) ?? new Map<string, ProvisionedVersion>();
    this.#provisioned.set(functionName, versions.set(version, created));
    return created;
  }

  #versionOf(functionName: string, version: string): Provisioned {
    const found = this.#provisioned.get(functionName)?.get(version);
    if (found === undefined) throw new Error(`${functionName}:${version} has no provisioned environments`);
    return found.environments;
  }
}

/**
 * Beyond its number or 10 times as many requests a second, "whichever happens first", provisioned concurrency spills over
 * to on-demand (lambda-concurrency.html, "Understanding concurrency and requests per second").
 */
function provisionedFree(arrival: InvocationRequest, version: ProvisionedVersion | undefined, nowMs: number): boolean {
  if (version === undefined || !version.environments.free || !arrival.idle('provisioned')) return false;
  return arrival.invocation === 'asynchronous' || version.rate.waitMs(nowMs) === 0;
}

function takeProvisioned(arrival: InvocationRequest, version: ProvisionedVersion | undefined, nowMs: number): void {
  version?.environments.take();
  if (arrival.invocation === 'synchronous') version?.rate.count(nowMs);
}
