import type { Invocation } from '../model/invocation.ts';
import type { Utilization } from '../model/measures.ts';
import { optional } from '../model/optional.ts';

/**
 * What billed time went to: CPU, queueing for a CPU of this machine where the kernel tells, and waiting, which is the rest.
 * Only invocations whose CPU is known count. Absent if there are none. Above 1 vCPU the CPU can exceed billed time; then
 * nothing is left to wait for.
 */
export function utilizationOf(invocations: readonly Invocation[]): Utilization | undefined {
  let [cpuMs, billedMs, queuedMs] = [0, 0, 0];
  let queueKnown = false;
  for (const invocation of invocations) {
    if (invocation.cpuMs === undefined) continue;
    cpuMs += invocation.cpuMs + (invocation.initCpuMs ?? 0);
    billedMs += invocation.billedMs;
    queuedMs += invocation.cpuQueueMs ?? 0;
    queueKnown ||= invocation.cpuQueueMs !== undefined;
  }
  if (billedMs === 0) return undefined;
  const waitingMs = Math.max(0, billedMs - cpuMs - queuedMs);
  return {
    cpuMs,
    ...optional('cpuQueueMs', queueKnown ? queuedMs : undefined),
    waitingMs,
    cpuShareOfBilled: cpuMs / billedMs,
  };
}
