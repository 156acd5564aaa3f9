import type { AccountLimits } from '../model/platform/lambda.ts';
import { type Admission, type Change, type EnvironmentPool, throttled } from './throttle.ts';

interface Share {
  /** Undefined: it shares what is unreserved. 0: nothing of it runs. */
  reserved: number | undefined;
  provisioned: number;
  readonly inFlight: Record<EnvironmentPool, number>;
}

/**
 * Who may use how much of the account's concurrency. Concurrency is the number of requests in flight; an idle environment
 * does not count (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html).
 *
 * - Reserved concurrency is taken from the pool whether it is used or not, and its function cannot go beyond it.
 * - Provisioned concurrency lies inside its function's reserved concurrency. A function without reserved concurrency takes
 *   it from the pool, used or not (`ClaimedAccountConcurrency` of
 *   https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html).
 * - What is left is shared, also by what spills over from provisioned concurrency.
 */
export class AccountConcurrency {
  readonly #limits: Pick<AccountLimits, 'concurrentExecutions' | 'unreservedMinimum'>;
  readonly #shares = new Map<string, Share>();

  constructor(limits: Pick<AccountLimits, 'concurrentExecutions' | 'unreservedMinimum'>) {
    this.#limits = limits;
  }

  /** `UnreservedConcurrentExecutions` of GetAccountSettings: what the functions without a share of their own have together. */
  get unreserved(): number {
    let claimed = 0;
    for (const share of this.#shares.values()) claimed += claimOf(share);
    return this.#limits.concurrentExecutions - claimed;
  }

  reservedOf(functionName: string): number | undefined {
    return this.#shares.get(functionName)?.reserved;
  }

  inFlight(functionName: string, place: EnvironmentPool): number {
    return this.#shares.get(functionName)?.inFlight[place] ?? 0;
  }

  /** PutFunctionConcurrency, or DeleteFunctionConcurrency with undefined. What runs already runs to its end. */
  reserve(functionName: string, reserved: number | undefined): Change {
    const share = this.#shareOf(functionName);
    if (reserved !== undefined && reserved < share.provisioned)
      return refused(`Specified ReservedConcurrentExecutions for function is below its provisioned concurrency`);
    return this.#change(share, { reserved, provisioned: share.provisioned }, 'ReservedConcurrentExecutions');
  }

  /** All provisioned concurrency of a function: the sum over its versions. */
  provision(functionName: string, provisioned: number): Change {
    const share = this.#shareOf(functionName);
    if (share.reserved !== undefined && provisioned > share.reserved)
      return refused(
        'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
      );
    return this.#change(share, { reserved: share.reserved, provisioned }, 'ConcurrentExecutions');
  }

  /**
   * For one invocation now; it counts from `started` on. The reasons by their names: a function that has reserved
   * concurrency gets the reason of its own limit, any other that of the account, as observed in accounts with a limit of 10.
   */
  decide(functionName: string, provisionedFree: boolean): Admission {
    if (provisionedFree) return { kind: 'admit', place: 'provisioned' };
    const share = this.#shareOf(functionName);
    const { reserved, provisioned, inFlight } = share;
    if (reserved === undefined) {
      const full = this.#sharedInFlight() >= this.unreserved;
      return full ? throttled('ConcurrentInvocationLimitExceeded') : { kind: 'admit', place: 'on-demand' };
    }
    // If all that is reserved is provisioned, nothing runs on demand, `$LATEST` neither.
    const full = inFlight['on-demand'] >= reserved - provisioned;
    return full
      ? throttled('ReservedFunctionConcurrentInvocationLimitExceeded')
      : { kind: 'admit', place: 'on-demand' };
  }

  started(functionName: string, place: EnvironmentPool): void {
    this.#shareOf(functionName).inFlight[place] += 1;
  }

  /** @throws {Error} If more ended than started: a place would be given away twice. */
  ended(functionName: string, place: EnvironmentPool): void {
    const { inFlight } = this.#shareOf(functionName);
    if (inFlight[place] === 0) throw new Error(`${functionName}: more invocations ended than were started`);
    inFlight[place] -= 1;
  }

  /** Summed up each time: a function's requests in flight change sides when it gets or loses reserved concurrency. */
  #sharedInFlight(): number {
    let sum = 0;
    for (const { reserved, inFlight } of this.#shares.values())
      if (reserved === undefined) sum += inFlight['on-demand'];
    return sum;
  }

  /** Giving back is always possible; taking more only as long as the others keep their minimum. */
  #change(share: Share, wanted: Pick<Share, 'reserved' | 'provisioned'>, what: string): Change {
    const more = claimOf(wanted) - claimOf(share);
    const { unreservedMinimum } = this.#limits;
    if (more > 0 && this.unreserved - more < unreservedMinimum)
      return refused(
        `Specified ${what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedMinimum}].`,
      );
    share.reserved = wanted.reserved;
    share.provisioned = wanted.provisioned;
    return { kind: 'accepted' };
  }

  #shareOf(functionName: string): Share {
    const known = this.#shares.get(functionName);
    if (known !== undefined) return known;
    const share: Share = { reserved: undefined, provisioned: 0, inFlight: { provisioned: 0, 'on-demand': 0 } };
    this.#shares.set(functionName, share);
    return share;
  }
}

const claimOf = ({ reserved, provisioned }: Pick<Share, 'reserved' | 'provisioned'>): number => reserved ?? provisioned;

const refused = (message: string): Change => ({ kind: 'refused', message });
