import { ConcurrencyRules } from '../../concurrency/admission.ts';
import { RequestRate } from '../../concurrency/request-rate.ts';
import { TokenBucket } from '../../concurrency/token-bucket.ts';
import type { FunctionLimits } from '../../model/platform/lambda.ts';

export type GateLimits = Pick<FunctionLimits, 'account' | 'reservedConcurrency' | 'provisionedConcurrency'>;

/** The fate of a request: it is throttled, or runs in an idle provisioned environment, an idle one on demand, or a new one. */
export const verdicts = { throttled: 0, provisioned: 1, idle: 2, start: 3 } as const;

export type GateVerdict = (typeof verdicts)[keyof typeof verdicts];

/**
 * The rules of `src/concurrency` for one function in an account of its own, in the order in which `ConcurrencyRules` asks them, without its
 * allocations: concurrency, request rate, scaling. A test compares the two over random requests. All provisioned environments are in service
 * from the beginning.
 */
export class FunctionGate {
  /** Requests on demand that may run at once. */
  readonly #onDemand: number;
  readonly #rate: RequestRate;
  readonly #provisionedRate: RequestRate | undefined;
  readonly #scaling: TokenBucket;
  #inFlight = 0;

  /** @throws {RangeError} If the account does not have what is reserved or provisioned. */
  constructor(limits: GateLimits) {
    const unreserved = unreservedBeside(limits);
    const { account, reservedConcurrency, provisionedConcurrency = 0 } = limits;
    const perConcurrency = account.requestsPerSecondPerConcurrency;
    this.#onDemand = reservedConcurrency === undefined ? unreserved : reservedConcurrency - provisionedConcurrency;
    this.#rate = new RequestRate(perConcurrency, reservedConcurrency ?? account.concurrentExecutions, 0);
    if (provisionedConcurrency > 0) this.#provisionedRate = new RequestRate(perConcurrency, provisionedConcurrency, 0);
    this.#scaling = new TokenBucket(account.scaling, 0);
  }

  /** What is not throttled counts from now on. */
  decide(nowMs: number, isProvisionedIdle: boolean, isIdle: boolean): GateVerdict {
    const isProvisioned = isProvisionedIdle && this.#provisionedRate?.waitMs(nowMs) === 0;
    if (!isProvisioned && this.#inFlight >= this.#onDemand) return verdicts.throttled;
    if (this.#rate.waitMs(nowMs) > 0) return verdicts.throttled;
    if (!isProvisioned && !isIdle && !this.#scaling.tryTake(nowMs)) return verdicts.throttled;
    this.#rate.count(nowMs);
    if (isProvisioned) {
      this.#provisionedRate?.count(nowMs);
      return verdicts.provisioned;
    }
    this.#inFlight += 1;
    return isIdle ? verdicts.idle : verdicts.start;
  }

  /** An environment that runs on demand. */
  ended(): void {
    this.#inFlight -= 1;
  }
}

function unreservedBeside({ account, reservedConcurrency, provisionedConcurrency = 0 }: GateLimits): number {
  const rules = new ConcurrencyRules(account, 0);
  const changes = [
    reservedConcurrency === undefined ? undefined : rules.reserve('function', reservedConcurrency, 0),
    provisionedConcurrency === 0 ? undefined : rules.provision('function', '1', provisionedConcurrency, 0),
  ];
  for (const change of changes) if (change?.kind === 'refused') throw new RangeError(change.message);
  return rules.accountLimit().UnreservedConcurrentExecutions;
}
