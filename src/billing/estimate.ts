import { billedDurationMs } from '../model/invocation.ts';
import type { Billing } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import { type BilledCall, LambdaBill } from './lambda-cost.ts';
import type { Architecture } from './prices.ts';

/** A bill for a function whose REPORT lines are out of reach. Sample by sample, so that it takes no memory. */
export class EstimatedBill {
  private readonly memorySizeMb: number;
  private readonly bill: LambdaBill;
  private leftOut = 0;

  constructor(memorySizeMb: number, architecture: Architecture) {
    this.memorySizeMb = memorySizeMb;
    this.bill = new LambdaBill({ architecture, source: 'estimated' });
  }

  add(sample: Sample): void {
    const call = estimatedCall(sample, this.memorySizeMb);
    if (call !== undefined) this.bill.add(call);
    else if (sample.outcome.kind === 'answered') this.leftOut += 1;
  }

  merge(other: EstimatedBill): void {
    this.bill.merge(other.bill);
    this.leftOut += other.leftOut;
  }

  /** `leftOut`: answered requests without `handlerMs`, which are not in the bill. */
  finish(): Billing | undefined {
    const billing = this.bill.finish();
    return billing && { ...billing, leftOut: this.leftOut };
  }
}

/**
 * The call that AWS would bill for this sample, from what the handler told of itself: its own time, and its init on a
 * cold start. Low, because the runtime's time around the handler is billed too. Absent if the handler told no time.
 */
function estimatedCall({ meters, identity }: Sample, memorySizeMb: number): BilledCall | undefined {
  if (meters.handlerMs === undefined) return undefined;
  const initMs = identity?.coldStart === true ? meters.initMs : undefined;
  return { billedMs: billedDurationMs(meters.handlerMs, initMs), memorySizeMb, ...optional('initMs', initMs) };
}
