import type { Invocation } from '../model/invocation.ts';
import type { Billing } from '../model/measures.ts';
import { type Architecture, priceTable } from './prices.ts';
import { lambdaDurationUsd } from './tiers.ts';

/** What a bill needs of an invocation. */
export type BilledCall = Pick<Invocation, 'billedMs' | 'initMs' | 'memorySizeMb'>;

interface BillingOptions {
  readonly architecture: Architecture;
  readonly source: Billing['source'];
}

/** The bill of these invocations. Absent if there are none. See `LambdaBill` for the rules. */
export function lambdaBilling(invocations: readonly BilledCall[], options: BillingOptions): Billing | undefined {
  const bill = new LambdaBill(options);
  for (const invocation of invocations) bill.add(invocation);
  return bill.finish();
}

/**
 * Adds invocations up to what AWS asks for them: GB-seconds of billed time at the price of the first tier, because the
 * rest of the month is not known (it ends at 6 billion GB-seconds on x86), and every request. Failed invocations are
 * billed like good ones. The free tier is not deducted.
 */
export class LambdaBill {
  private readonly options: BillingOptions;
  private invocations = 0;
  private billedMs = 0;
  private initMs = 0;
  /** Whole numbers, so that the sum is exact: 1 GB-second is 1024 MB * 1000 ms. */
  private mbMs = 0;

  constructor(options: BillingOptions) {
    this.options = options;
  }

  add({ billedMs, initMs, memorySizeMb }: BilledCall): void {
    this.invocations += 1;
    this.billedMs += billedMs;
    this.initMs += initMs ?? 0;
    this.mbMs += billedMs * memorySizeMb;
  }

  merge(other: LambdaBill): void {
    this.invocations += other.invocations;
    this.billedMs += other.billedMs;
    this.initMs += other.initMs;
    this.mbMs += other.mbMs;
  }

  finish(): Billing | undefined {
    if (this.invocations === 0) return undefined;
    const gbSeconds = this.mbMs / 1024 / 1000;
    const durationUsd = lambdaDurationUsd(gbSeconds, this.options.architecture);
    const requestsUsd = (this.invocations * priceTable.lambda.usdPerMillionRequests) / 1e6;
    const usd = durationUsd + requestsUsd;
    return {
      invocations: this.invocations,
      billedMs: this.billedMs,
      initMs: this.initMs,
      gbSeconds,
      usd,
      durationUsd,
      requestsUsd,
      usdPerMillion: (usd / this.invocations) * 1e6,
      source: this.options.source,
    };
  }
}
