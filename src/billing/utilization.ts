import type { Invocation } from '../model/invocation.ts';
import type { Utilization } from '../model/measures.ts';

/**
 * How much of the billed time the CPU worked. Only invocations whose CPU is known count, in numerator and denominator.
 * Absent if there are none. Above 1 vCPU the share can exceed 1; then nothing is left to wait for.
 */
export function utilizationOf(invocations: readonly Invocation[]): Utilization | undefined {
  let cpuMs = 0;
  let billedMs = 0;
  for (const invocation of invocations) {
    if (invocation.cpuMs === undefined) continue;
    cpuMs += invocation.cpuMs + (invocation.initCpuMs ?? 0);
    billedMs += invocation.billedMs;
  }
  if (billedMs === 0) return undefined;
  return { cpuMs, waitingMs: Math.max(0, billedMs - cpuMs), cpuShareOfBilled: cpuMs / billedMs };
}
