import { optional } from '../../model/optional.ts';
import type { ProjectedServer } from '../../model/schema/projected.ts';
import type { LoneTime } from '../instances/lone-calls.ts';

export interface ServerNeeds {
  /** Of a call, on average. */
  readonly cpuMs: number;
  readonly lone: LoneTime;
  /** Of all answered calls. */
  readonly serviceMs: number | undefined;
  /** Of one server; absent: not known. */
  readonly vcpu: number | undefined;
  /** CPU time of the platform per CPU time measured here. */
  readonly cpuScale: number;
}

/** Fewer calls that had the server to themselves say little about the mean. */
const fewestLone = 10;

/**
 * A call of a server that has nothing else to do: it waits, and computes on at most one vCPU. What calls wait for is known where they had
 * the server to themselves; where they overlapped, they waited for one another, too, and only an upper bound is known.
 */
export function projectedServer({ cpuMs, lone, serviceMs, vcpu, cpuScale }: ServerNeeds): ProjectedServer {
  const isLone = lone.calls >= fewestLone;
  const spentMs = isLone ? lone.totalMs / lone.calls : serviceMs;
  const platformMs = cpuMs * cpuScale;
  const known = { cpuMsPerCall: platformMs, ...optional('vcpu', vcpu) };
  if (spentMs === undefined) return { ...known, missing: 'no call was answered' };
  if (vcpu === undefined) return { ...known, missing: 'the vCPUs of the server are not known' };
  const waitMsPerCall = Math.max(0, spentMs - cpuMs);
  const latencyMs = waitMsPerCall + platformMs / Math.min(1, vcpu);
  return {
    ...known,
    latency: {
      basis: isLone ? 'lone-calls' : 'upper-bound',
      waitMsPerCall,
      ms: latencyMs,
      cpuShare: platformMs / latencyMs,
    },
  };
}
