import type { Billing } from '../model/measures.ts';
import { billedDurationMs } from '../model/platform/invocation.ts';
import { occupiedBetween, type Sample } from '../model/sample.ts';
import { LambdaBill } from './lambda-cost.ts';
import type { BillingOptions } from './lambda-extras.ts';

/** Totals of the times that handlers report. Added sample by sample, without storing them. */
export class HandlerMeters {
  private readonly sums = { calls: 0, unmetered: 0, billedMs: 0, initMs: 0, cpuMs: 0, withCpu: 0 };

  add(sample: Sample): void {
    const { meters, identity, outcome } = sample;
    if (meters.handlerMs === undefined) {
      if (outcome.kind === 'answered') this.sums.unmetered += 1;
      return;
    }
    const initMs = identity?.coldStart === true ? meters.initMs : undefined;
    this.sums.calls += 1;
    this.sums.billedMs += billedDurationMs(wholeCallMs(sample, meters.handlerMs), initMs);
    this.sums.initMs += initMs ?? 0;
    if (meters.cpuMs === undefined) return;
    this.sums.cpuMs += meters.cpuMs;
    this.sums.withCpu += 1;
  }

  merge(other: HandlerMeters): void {
    for (const key of Object.keys(this.sums) as (keyof MeteredTime)[]) this.sums[key] += other.sums[key];
  }

  finish(): MeteredTime {
    return { ...this.sums };
  }
}

/**
 * A streaming handler reports its time before it is done, so the time from the first to the last byte of the response is added.
 * Two clocks are involved: the reported time counts if it is longer than the measured time.
 */
function wholeCallMs(sample: Sample, handlerMs: number): number {
  const [fromMs, toMs] = occupiedBetween(sample);
  return Math.max(handlerMs, toMs - fromMs);
}

export interface MeteredTime {
  /** Requests with a handler time. */
  readonly calls: number;
  /** Answered requests without a handler time. */
  readonly unmetered: number;
  readonly billedMs: number;
  readonly initMs: number;
  /** CPU time of the requests that report it; if they shared their process, only the first section. */
  readonly cpuMs: number;
  readonly withCpu: number;
}

/**
 * A bill for a function without REPORT lines, from the times that the handlers report: their own time, to the last byte
 * of the response, and their init on a cold start. Too low, because the runtime's time around the handler is also billed. Undefined if no
 * handler reports its time. `leftOut`: answered requests without it.
 */
export function estimatedBilling(
  { calls, unmetered, billedMs, initMs }: MeteredTime,
  { memoryMb, ...options }: Omit<BillingOptions, 'source'> & { readonly memoryMb: number },
): Billing | undefined {
  const bill = new LambdaBill();
  bill.addTotals({ invocations: calls, billedMs, initMs, memorySizeMb: memoryMb });
  const billing = bill.finish({ ...options, source: 'estimated' });
  return billing && { ...billing, leftOut: unmetered };
}
