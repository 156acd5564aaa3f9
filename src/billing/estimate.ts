import type { Billing } from '../model/measures.ts';
import { billedDurationMs } from '../model/platform/invocation.ts';
import { occupiedBetween, type Sample } from '../model/sample.ts';
import { LambdaBill } from './lambda-cost.ts';
import type { BillingOptions } from './lambda-extras.ts';

/** What the handlers told of the time of their calls. Sample by sample, so that it takes no memory. */
export class HandlerMeters {
  private calls = 0;
  private unmetered = 0;
  private billedMs = 0;
  private initMs = 0;
  private cpuMs = 0;
  private withCpu = 0;

  add(sample: Sample): void {
    const { meters, identity, outcome } = sample;
    if (meters.handlerMs === undefined) {
      if (outcome.kind === 'answered') this.unmetered += 1;
      return;
    }
    const initMs = identity?.coldStart === true ? meters.initMs : undefined;
    this.calls += 1;
    this.billedMs += billedDurationMs(wholeCallMs(sample, meters.handlerMs), initMs);
    this.initMs += initMs ?? 0;
    if (meters.cpuMs === undefined) return;
    this.cpuMs += meters.cpuMs;
    this.withCpu += 1;
  }

  merge(other: HandlerMeters): void {
    this.calls += other.calls;
    this.unmetered += other.unmetered;
    this.billedMs += other.billedMs;
    this.initMs += other.initMs;
    this.cpuMs += other.cpuMs;
    this.withCpu += other.withCpu;
  }

  finish(): MeteredTime {
    const { calls, unmetered, billedMs, initMs, cpuMs, withCpu } = this;
    return { calls, unmetered, billedMs, initMs, cpuMs, withCpu };
  }
}

/**
 * A handler that streams tells its time, if at all, before it is done: the time of the answer from its first byte to its last comes on top.
 * Two clocks meet here, so what the handler told counts where it is longer than what the generator saw.
 */
function wholeCallMs(sample: Sample, handlerMs: number): number {
  const [fromMs, toMs] = occupiedBetween(sample);
  return Math.max(handlerMs, toMs - fromMs);
}

export interface MeteredTime {
  /** Calls whose handler told its time. */
  readonly calls: number;
  /** Answered requests whose handler told none. */
  readonly unmetered: number;
  readonly billedMs: number;
  readonly initMs: number;
  /** CPU of the calls that told theirs; of one that shared its process only its first section. */
  readonly cpuMs: number;
  readonly withCpu: number;
}

/**
 * A bill for a function whose REPORT lines are out of reach, from what the handlers told of themselves: their own time, to the last byte
 * of the answer, and their init on a cold start. Low, because the runtime's time around the handler is billed too. Absent if no handler
 * told its time. `leftOut`: answered requests without it.
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
