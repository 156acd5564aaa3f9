import type { Utilization } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { Invocation } from '../model/platform/invocation.ts';

/**
 * What billed time went to: CPU, being held back by the CPU share of the memory size and queueing for a CPU of this machine if
 * the kernel reports it, and waiting, which is the rest. Only invocations whose CPU is known count. Absent if there are none.
 */
export function utilizationOf(invocations: readonly Invocation[]): Utilization | undefined {
  const known = invocations.filter((each) => each.cpuMs !== undefined);
  const billedMs = sumOf(known, ({ billedMs: billed }) => billed) ?? 0;
  if (billedMs === 0) return undefined;
  const cpuMs = sumOf(known, (each) => (each.cpuMs ?? 0) + (each.initCpuMs ?? 0)) ?? 0;
  const cpuQueueMs = sumOf(known, (each) => plus(each.cpuQueueMs, each.initCpuQueueMs));
  const cpuThrottledMs = sumOf(known, (each) => plus(each.cpuThrottledMs, each.initCpuThrottledMs));
  const startDelayMs = sumOf(known, (each) => each.startDelayMs);
  const waitingMs = sumOf(known, waitOf) ?? 0;
  return {
    billedMs,
    cpuMs,
    source: known.some(({ cpuSource }) => cpuSource === 'handler') ? 'handler' : 'kernel',
    ...optional('cpuQueueMs', cpuQueueMs),
    ...optional('startDelayMs', startDelayMs),
    ...optional('cpuThrottledMs', cpuThrottledMs),
    waitingMs,
    waitingShareOfBilled: waitingMs / billedMs,
    cpuShareOfBilled: cpuMs / billedMs,
  };
}

/** Of a call whose threads used several CPUs at once, nothing is left. */
function waitOf({ billedMs, cpuMs = 0, initCpuMs = 0, ...held }: Invocation): number {
  const { cpuQueueMs = 0, initCpuQueueMs = 0, cpuThrottledMs = 0, initCpuThrottledMs = 0 } = held;
  return Math.max(0, billedMs - cpuMs - initCpuMs - cpuQueueMs - initCpuQueueMs - cpuThrottledMs - initCpuThrottledMs);
}

/** Undefined if none of them has it. */
function sumOf(invocations: readonly Invocation[], of: (each: Invocation) => number | undefined): number | undefined {
  const values = invocations.map(of).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
